package dev.nestling.nodepool.workerpods;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.Share;

/**
 * What every worker node of a pool is made from.
 *
 * @param owner the pool
 * @param facts of the cluster
 * @param images of the node, and of what runs on it
 * @param terms of the hardware's owner
 */
record WorkerTemplate(
    Share share,
    Owner owner,
    NestedFacts facts,
    ImageSettings images,
    HardwarePoolStore.Terms terms) {
  private static final String NODE_IMAGE = "nestlet-node";
  private static final String PAUSE_IMAGE = "pause";

  /** It is in the image of the node itself. */
  private static final String PAUSE_TAG = "1.0";

  /** Where the Kubernetes community publishes, where ours are not. */
  private static final String KUBERNETES_REGISTRY = "registry.k8s.io";

  private static final String OWN_REGISTRY = "registry.nestling.dev";

  WorkerNames names() {
    return new WorkerNames(share.pool());
  }

  String version() {
    return share.version().orElse(facts.version());
  }

  String nodeImage() {
    return own().reference(NODE_IMAGE, version());
  }

  String pauseImage() {
    return own().reference(PAUSE_IMAGE, PAUSE_TAG);
  }

  private ImageSettings own() {
    return images.registry().equals(KUBERNETES_REGISTRY)
        ? new ImageSettings(OWN_REGISTRY, images.overrides())
        : images;
  }
}
