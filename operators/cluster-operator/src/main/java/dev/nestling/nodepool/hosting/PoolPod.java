package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.PodRequests;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a pod on a pool's node.
 *
 * @param node where it is
 * @param requests of all its containers, as the scheduler counts them
 * @param owner whose control plane or worker node it is part of, when it is one's
 * @param component such as {@code etcd}
 */
record PoolPod(String node, Amount requests, Optional<ClusterName> owner, String component) {

  /** A claimant as its pods' labels name it. */
  record ClusterName(String kind, String namespace, String name) {}

  /**
   * Empty of a pod that has ended and so takes nothing.
   *
   * @param namespace of the hardware's pool: worker nodes are nowhere else
   */
  static Optional<PoolPod> of(Pod pod, String namespace) {
    String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
      return Optional.empty();
    }
    Map<String, String> labels =
        Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    Optional<ClusterName> owner =
        worker(labels)
            .filter(any -> namespace.equals(pod.getMetadata().getNamespace()))
            .or(
                () ->
                    Optional.ofNullable(labels.get(Labels.CLUSTER))
                        .filter(any -> labels.containsKey(Labels.CLUSTER_KIND))
                        .map(
                            name ->
                                new ClusterName(
                                    labels.getOrDefault(Labels.CLUSTER_KIND, ""),
                                    pod.getMetadata().getNamespace(),
                                    name)));
    return Optional.of(
        new PoolPod(
            Optional.ofNullable(pod.getSpec().getNodeName()).orElse(""),
            PodRequests.of(pod.getSpec()),
            owner,
            labels.getOrDefault(Labels.COMPONENT, "")));
  }

  /** A worker's pod is not in the namespace of the pool that it belongs to. */
  private static Optional<ClusterName> worker(Map<String, String> labels) {
    return Optional.ofNullable(labels.get(Labels.WORKER_POOL))
        .map(
            name ->
                new ClusterName(
                    Claimant.POOL, labels.getOrDefault(Labels.WORKER_POOL_NAMESPACE, ""), name));
  }
}
