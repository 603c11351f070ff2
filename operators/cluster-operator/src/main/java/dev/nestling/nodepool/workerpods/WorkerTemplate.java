package dev.nestling.nodepool.workerpods;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.agent.AgentConfig;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.WorkerNames;
import java.util.List;
import java.util.Optional;

/**
 * What every worker node of a pool is made from.
 *
 * @param owner the pool
 * @param facts of the cluster
 * @param images of the node, and of what runs on it
 * @param terms of the hardware's owner
 */
record WorkerTemplate(
    Share share, Owner owner, NestedFacts facts, NodeImages images, HardwarePoolStore.Terms terms) {
  /** Where the files are in the pod. */
  static final String JOIN_DIR = "/etc/nestling/join";

  static final String DATA_DIR = "/var/lib/nestling";

  /** Archives of the hardware's. */
  static final String ARCHIVES_DIR = "/var/lib/nestling-images";

  /** Archives of the node's own image. */
  private static final String OWN_ARCHIVES_DIR = "/usr/local/share/nestling/images";

  private static final String PROGRAMS_DIR = "/usr/local/bin";

  WorkerNames names() {
    return new WorkerNames(share.pool());
  }

  String nodeImage() {
    return images.node(share.version().orElse(facts.version()));
  }

  /** One file for all nodes of the pool: who a node is, its pod says. */
  String agentConfig() {
    return new AgentConfig(
            new AgentConfig.Layout(
                JOIN_DIR,
                DATA_DIR,
                PROGRAMS_DIR,
                List.of("/opt/cni/bin", "/usr/lib/cni"),
                terms
                    .imageArchives()
                    .map(any -> List.of(OWN_ARCHIVES_DIR, ARCHIVES_DIR))
                    .orElse(List.of(OWN_ARCHIVES_DIR))),
            images.pause(),
            Optional.empty())
        .render(facts);
  }
}
