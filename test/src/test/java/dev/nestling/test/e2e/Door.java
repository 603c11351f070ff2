package dev.nestling.test.e2e;

/** A way to install the operators. */
interface Door {
  /** Where the images of this build are. */
  String REGISTRY = "registry.nestling.dev";

  /** This build has another version of CoreDNS than the Kubernetes community. */
  String COREDNS = REGISTRY + "/coredns/coredns:v1.14.7";

  /**
   * Installs the operators, or brings those that this door has installed to another version.
   *
   * @param operators where the operators' own images come from; all others are this build's
   */
  void install(String operators);

  /** Takes the operators away, and lets the clusters be. */
  void uninstall();
}
