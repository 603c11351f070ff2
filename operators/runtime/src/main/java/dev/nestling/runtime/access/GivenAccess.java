package dev.nestling.runtime.access;

import dev.nestling.runtime.WatchedNamespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Of an operator that looks at some namespaces alone: whoever chose them has given it its rights in
 * them, and it can't get any by itself.
 */
final class GivenAccess implements Access {
  private final Rights rights;
  private final WatchedNamespaces namespaces;

  GivenAccess(KubernetesClient client, WatchedNamespaces namespaces, InstantSource clock) {
    this.namespaces = namespaces;
    this.rights = new Rights(client, clock);
  }

  @Override
  public Optional<Shut> ask(String namespace) {
    return has(namespace)
        ? Optional.empty()
        : Optional.of(
            Shut.because(
                "RightsMissing",
                ("the operator is to look at namespace %s, and has no rights in it; an administrator gives it"
                        + " some by a RoleBinding, as the Helm chart does for each of its namespaces")
                    .formatted(namespace)));
  }

  @Override
  public WatchedNamespaces namespaces() {
    return namespaces;
  }

  @Override
  public boolean has(String namespace) {
    return rights.in(namespace);
  }

  /** What was given stays. */
  @Override
  public void mayBeUnused(String namespace) {}

  @Override
  public void refused(String namespace) {
    rights.forget(namespace);
  }
}
