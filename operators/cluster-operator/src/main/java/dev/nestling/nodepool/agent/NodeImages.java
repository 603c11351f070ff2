package dev.nestling.nodepool.agent;

import dev.nestling.core.plan.ImageSettings;

/** Where the images come from that nodes are made of: they are Nestling's own. */
public final class NodeImages {
  private static final String NODE = "nestlet-node";
  private static final String MACHINE_FILES = "machine-files";
  private static final String PAUSE = "pause";

  /** It is among the files of every node. */
  private static final String PAUSE_TAG = "1.0";

  /** Where the Kubernetes community publishes, where ours are not. */
  private static final String KUBERNETES_REGISTRY = "registry.k8s.io";

  private static final String OWN_REGISTRY = "registry.nestling.dev";

  private final ImageSettings images;

  /**
   * @param settings of the operator
   */
  public NodeImages(ImageSettings settings) {
    this.images =
        settings.registry().equals(KUBERNETES_REGISTRY)
            ? new ImageSettings(OWN_REGISTRY, settings.overrides())
            : settings;
  }

  /** A whole node of this version of Kubernetes in a container. */
  public String node(String version) {
    return images.reference(NODE, version);
  }

  /** What makes a node of this version of a machine. */
  public String machineFiles(String version) {
    return images.reference(MACHINE_FILES, version);
  }

  public String pause() {
    return images.reference(PAUSE, PAUSE_TAG);
  }
}
