package dev.nestling.runtime.access;

import dev.nestling.runtime.access.NamespaceBinding.ServiceAccountName;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets the operator its rights in a namespace when the first object of its kinds comes there, and
 * gives them back after the last has gone. An administrator decides where: by a label of the
 * namespace, or by a binding of his own.
 */
public final class NamespaceAccess implements Access {
  /** Label of namespaces in which clusters may be made, and its value. */
  public static final String LABEL = "nestling.dev/clusters";

  public static final String ENABLED = "enabled";

  private static final Logger LOG = LoggerFactory.getLogger(NamespaceAccess.class);

  /** An object goes some time after its operator has let it go. */
  private static final Duration SUSPECTED = Duration.ofMinutes(2);

  private static final Duration ROUND = Duration.ofSeconds(2);

  /** Rounds from one look at all bindings to the next: five minutes. */
  private static final int ALL_EVERY = 150;

  /** Authorizers hear of a binding later than the operator does. */
  private static final Duration TAKES_EFFECT = Duration.ofSeconds(10);

  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final List<Use> uses;
  private final InstantSource clock;
  private final Optional<NamespaceBinding> binding;
  private final SharedIndexInformer<RoleBinding> bindings;
  private final Rights rights;
  private final ConcurrentMap<String, Instant> suspects = new ConcurrentHashMap<>();
  private int rounds;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("namespace-access").daemon().factory());

  /**
   * Returns once all bindings were read.
   *
   * @param name of the binding; the role is called likewise, with {@code -namespaced} behind it
   * @param uses for what the operator works in a namespace
   */
  public NamespaceAccess(
      KubernetesClient client, String name, List<Use> uses, InstantSource clock) {
    this.client = client;
    this.uses = List.copyOf(uses);
    this.clock = clock;
    this.rights = new Rights(client, clock);
    this.binding =
        ServiceAccountName.of(user(client))
            .map(operator -> new NamespaceBinding(name, name + "-namespaced", operator));
    this.bindings =
        client
            .rbac()
            .roleBindings()
            .inAnyNamespace()
            .withField("metadata.name", name)
            .inform(new Changes());
  }

  private static String user(KubernetesClient client) {
    return client
        .resource(new SelfSubjectReviewBuilder().build())
        .create()
        .getStatus()
        .getUserInfo()
        .getUsername();
  }

  @Override
  public void start() {
    timer.scheduleWithFixedDelay(
        this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public boolean has(String namespace) {
    return rights.in(namespace);
  }

  /** Also where it may by somebody else's doing: that may end while a namespace is deleted. */
  @Override
  public Optional<Shut> ask(String namespace) {
    boolean known = rights.wereIn(namespace);
    if (has(namespace)) {
      if (!known && binding.filter(ours -> find(namespace, ours) == null).isPresent()) {
        bindIfOpen(namespace, binding.get());
      }
      return Optional.empty();
    }
    return Optional.of(
        binding
            .map(wanted -> obtain(namespace, wanted))
            .orElseGet(
                () ->
                    Shut.because(
                        "NamespaceClosed",
                        "the operator may not work in namespace %s, and is no service account"
                            .formatted(namespace))));
  }

  @Override
  public void refused(String namespace) {
    rights.forget(namespace);
  }

  private @Nullable RoleBinding find(String namespace, NamespaceBinding ours) {
    return bindings.getStore().getByKey(namespace + "/" + ours.name());
  }

  private Shut obtain(String namespace, NamespaceBinding wanted) {
    RoleBinding found = find(namespace, wanted);
    if (found != null) {
      return awaiting(found, wanted);
    }
    return bindIfOpen(namespace, wanted);
  }

  private Shut awaiting(RoleBinding found, NamespaceBinding wanted) {
    String namespace = found.getMetadata().getNamespace();
    if (!wanted.isMadeAs(found)) {
      return Shut.because(
          "NameConflict",
          "RoleBinding %s of namespace %s is not the operator's; remove it"
              .formatted(wanted.name(), namespace));
    }
    Instant made = Instant.parse(found.getMetadata().getCreationTimestamp());
    return clock.instant().isBefore(made.plus(TAKES_EFFECT))
        ? Shut.forAMoment()
        : Shut.because(
            "RightsMissing",
            "RoleBinding %s of namespace %s gives no rights: ClusterRole %s is not there, or is not what was installed"
                .formatted(wanted.name(), namespace, wanted.role()));
  }

  private Shut bindIfOpen(String namespace, NamespaceBinding wanted) {
    Namespace there = client.namespaces().withName(namespace).get();
    if (there == null || there.getMetadata().getDeletionTimestamp() != null) {
      return Shut.forGood(namespace);
    }
    Map<String, String> labels =
        Objects.requireNonNullElse(there.getMetadata().getLabels(), Map.of());
    if (!ENABLED.equals(labels.get(LABEL))) {
      return Shut.because(
          "NamespaceClosed",
          ("namespace %s is not open for clusters; an administrator opens it: kubectl label namespace"
                  + " %s %s=%s")
              .formatted(namespace, namespace, LABEL, ENABLED));
    }
    Optional<String> unfenced = missingFence(wanted.ofSomebodyElse(namespace));
    if (unfenced.isPresent()) {
      return Shut.because("FenceMissing", unfenced.get());
    }
    create(wanted.in(namespace));
    return Shut.forAMoment();
  }

  /**
   * Asks for what must be refused. Not every way of installing can bring the policy; without it the
   * operator would have more rights than it says, so it takes none. A refusal by somebody else
   * proves nothing: he might let the operator's other bindings pass.
   */
  private Optional<String> missingFence(RoleBinding forbidden) {
    String what;
    try {
      client.resource(forbidden).dryRun().create();
      what = "is not in force";
    } catch (KubernetesClientException e) {
      String refusal = String.valueOf(e.getMessage());
      if (refusal.contains(NamespaceBinding.FENCE)) {
        return Optional.empty();
      }
      if (e.getCode() != HttpURLConnection.HTTP_FORBIDDEN && e.getCode() != UNPROCESSABLE) {
        throw e;
      }
      what = "did not answer for itself, but somebody else refused: " + refusal;
    }
    return Optional.of(
        ("ValidatingAdmissionPolicy %s, which keeps the operator from giving its rights to others, %s; an"
                + " administrator installs config/rbac/operator_bindings_policy.yaml, with the operator's"
                + " namespace in it")
            .formatted(NamespaceBinding.FENCE, what));
  }

  private void create(RoleBinding wanted) {
    try {
      client.resource(wanted).create();
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  @Override
  public void mayBeUnused(String namespace) {
    suspects.put(namespace, clock.instant().plus(SUSPECTED));
  }

  private void round() {
    if (rounds++ % ALL_EVERY == 0) {
      bindings.getStore().list().forEach(this::suspect);
    }
    for (Map.Entry<String, Instant> suspect : suspects.entrySet()) {
      try {
        if (settle(suspect.getKey()) || clock.instant().isAfter(suspect.getValue())) {
          suspects.remove(suspect.getKey(), suspect.getValue());
        }
      } catch (RuntimeException e) {
        // Whatever it is: without the next round the rights would stay for ever.
        LOG.warn(
            "The rights in namespace {} could not be given back; tried again", suspect.getKey(), e);
      }
    }
  }

  /** One look says whether it is needed. */
  private void suspect(RoleBinding found) {
    suspects.putIfAbsent(found.getMetadata().getNamespace(), Instant.EPOCH);
  }

  /** Whether nothing is left to be done. What somebody else has made is his. */
  private boolean settle(String namespace) {
    RoleBinding found = binding.map(ours -> find(namespace, ours)).orElse(null);
    if (found == null || !NamespaceBinding.isHeld(found)) {
      return true;
    }
    boolean leaving = found.getMetadata().getDeletionTimestamp() != null;
    if (isUsed(namespace)) {
      if (leaving) {
        mayBeUnused(namespace);
      }
      return false;
    }
    rights.forget(namespace);
    if (!leaving) {
      client.resource(found).delete();
    }
    release(found);
    return true;
  }

  private void release(RoleBinding found) {
    try {
      client
          .resource(found)
          .patch(NamespaceBinding.MERGE, NamespaceBinding.withoutFinalizer(found));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
    }
  }

  private boolean isUsed(String namespace) {
    return uses.stream().anyMatch(use -> use.isThere(client, namespace));
  }

  @Override
  public void close() {
    timer.shutdownNow();
    bindings.close();
  }

  /** A binding that comes, or is to go, may be nobody's by now: one look says so. */
  private final class Changes implements ResourceEventHandler<RoleBinding> {
    @Override
    public void onAdd(RoleBinding found) {
      suspect(found);
    }

    @Override
    public void onUpdate(RoleBinding before, RoleBinding now) {
      onAdd(now);
    }

    @Override
    public void onDelete(RoleBinding last, boolean unknownState) {
      rights.forget(last.getMetadata().getNamespace());
    }
  }
}
