package dev.nestling.test.testbed;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A namespace that enforces Pod Security {@code restricted}, gone when closed. */
public record TenantNamespace(KubernetesClient client, String name) implements AutoCloseable {
  /**
   * Where pods run, the namespace controller waits for half of the longest grace that they have.
   */
  private static final Duration DELETION = Duration.ofMinutes(5);

  public static TenantNamespace create(KubernetesClient client, String prefix) {
    var created =
        client
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName(prefix + "-")
                    .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                    .addToLabels("nestling.dev/clusters", "enabled")
                    .endMetadata()
                    .build())
            .create();
    return new TenantNamespace(client, created.getMetadata().getName());
  }

  /** Asks for its deletion, and does not wait for it. */
  public void delete() {
    client.namespaces().withName(name).delete();
  }

  /** Waits until it is gone, with all that was in it. */
  public void awaitGone() {
    client
        .namespaces()
        .withName(name)
        .waitUntilCondition(Objects::isNull, DELETION.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    delete();
    awaitGone();
  }
}
