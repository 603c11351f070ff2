package dev.nestling.runtime.access;

import dev.nestling.runtime.WatchedNamespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Where the operator may work. */
public interface Access extends AutoCloseable {
  /** Of an operator that may work in all namespaces, whoever has seen to that. */
  Access EVERYWHERE =
      new Access() {
        @Override
        public Optional<Shut> ask(String namespace) {
          return Optional.empty();
        }

        @Override
        public boolean has(String namespace) {
          return true;
        }

        @Override
        public void mayBeUnused(String namespace) {}

        @Override
        public void refused(String namespace) {}
      };

  /**
   * Of an operator that runs: it gets its rights where an administrator has opened a namespace, or
   * uses those that it was given in the namespaces that it watches.
   *
   * @param name of the operator's bindings; the role is called likewise, with {@code -namespaced}
   *     behind it
   * @param uses for what the operator works in a namespace
   */
  static Access of(
      KubernetesClient client,
      WatchedNamespaces namespaces,
      String name,
      List<Use> uses,
      InstantSource clock) {
    return namespaces.areAll()
        ? new NamespaceAccess(client, name, uses, clock)
        : new GivenAccess(client, namespaces, clock);
  }

  /**
   * Whether the operator may work in a namespace; it gets its rights if it has none yet.
   *
   * @return empty when it may
   */
  Optional<Shut> ask(String namespace);

  /** Whether the operator may work in a namespace by now; it gets nothing that it has not. */
  boolean has(String namespace);

  /** To be called when an object is let go for which the operator worked there. */
  void mayBeUnused(String namespace);

  /** To be called when the API server has refused what the operator thought that it may do. */
  void refused(String namespace);

  /** Where it looks. */
  default WatchedNamespaces namespaces() {
    return WatchedNamespaces.ALL;
  }

  /** Gives back what is not needed, from now on. To be called by the operator that leads. */
  default void start() {}

  @Override
  default void close() {}
}
