package dev.nestling.runtime.access;

import java.util.Optional;

/** Where the operator may work. */
public interface Access {
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
}
