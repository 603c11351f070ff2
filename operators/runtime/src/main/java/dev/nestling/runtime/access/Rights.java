package dev.nestling.runtime.access;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** In which namespaces the operator may do its work, as the API server says. */
final class Rights {
  /** What was allowed is believed for so long; nobody tells of bindings that are not ours. */
  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final InstantSource clock;
  private final ConcurrentMap<String, Instant> open = new ConcurrentHashMap<>();

  Rights(KubernetesClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  /** Whether it has them. */
  boolean in(String namespace) {
    Instant now = clock.instant();
    if (Optional.ofNullable(open.get(namespace)).filter(now::isBefore).isPresent()) {
      return true;
    }
    boolean may = ask(namespace);
    if (may) {
      open.put(namespace, now.plus(BELIEVED));
    }
    return may;
  }

  /** Whether it had them when it was last asked. */
  boolean wereIn(String namespace) {
    return open.containsKey(namespace);
  }

  void forget(String namespace) {
    open.remove(namespace);
  }

  /** The right that matters most, and that only the role for namespaces gives. */
  private boolean ask(String namespace) {
    return client
        .authorization()
        .v1()
        .selfSubjectAccessReview()
        .create(
            new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb("create")
                .withResource("secrets")
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }
}
