package dev.nestling.nodepool.agent;

import dev.nestling.core.plan.ImageSettings;

/** Where the images come from that nodes are made of: they are Nestling's own. */
public final class NodeImages {
  private static final String NODE = "nestlet-node";
  private static final String MACHINE_FILES = "machine-files";
  private static final String PAUSE = "pause";

  /** It is among the files of every node. */
  private static final String PAUSE_TAG = "1.0";

  private final ImageSettings images;

  /**
   * @param images where Nestling's own are
   */
  public NodeImages(ImageSettings images) {
    this.images = images;
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
