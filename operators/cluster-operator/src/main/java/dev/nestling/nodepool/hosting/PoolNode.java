package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.PoolMark;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What counts of a node.
 *
 * @param version of the object that it was read from
 * @param pool the mark of the pool that it belongs to
 * @param taints all of them, ours included
 * @param ready whether its kubelet says so
 * @param schedulable whether it accepts pods
 * @param capacity what it offers to pods
 */
record PoolNode(
    String name,
    String version,
    Optional<String> pool,
    List<Taint> taints,
    boolean ready,
    boolean schedulable,
    Amount capacity) {

  static PoolNode of(Node node) {
    var spec = node.getSpec();
    var status = node.getStatus();
    return new PoolNode(
        node.getMetadata().getName(),
        node.getMetadata().getResourceVersion(),
        Optional.ofNullable(node.getMetadata().getLabels())
            .map((Map<String, String> labels) -> labels.get(PoolMark.KEY)),
        spec == null || spec.getTaints() == null ? List.of() : List.copyOf(spec.getTaints()),
        status != null && isReady(status.getConditions()),
        spec == null || !Boolean.TRUE.equals(spec.getUnschedulable()),
        Amount.ofNode(status == null ? null : status.getAllocatable()));
  }

  private static boolean isReady(List<io.fabric8.kubernetes.api.model.NodeCondition> conditions) {
    return conditions != null
        && conditions.stream()
            .anyMatch(
                condition ->
                    "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
  }

  /** Whether new pods can go there, whoever's they are: taints of others keep them away. */
  boolean usable() {
    return ready
        && schedulable
        && taints.stream()
            .noneMatch(
                taint ->
                    !PoolMark.KEY.equals(taint.getKey())
                        && !"PreferNoSchedule".equals(taint.getEffect()));
  }
}
