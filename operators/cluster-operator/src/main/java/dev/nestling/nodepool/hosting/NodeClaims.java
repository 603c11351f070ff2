package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.PoolMark;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which nodes a pool has, gets and gives away. A node belongs to the pool whose mark it bears.
 *
 * @param members nodes of the pool once all changes are written
 * @param changes to nodes, each against the version that was read
 * @param taken nodes that the selector meets and that bear the mark of another pool
 * @param refused by name: nodes that could not be written, and why
 */
record NodeClaims(
    List<PoolNode> members,
    List<Change> changes,
    List<PoolNode> taken,
    Map<String, String> refused) {

  /**
   * What a node is to bear.
   *
   * @param label of ours; none takes it away
   * @param taints all of the node's
   */
  record Change(PoolNode node, Optional<String> label, List<Taint> taints) {}

  /**
   * @param selected nodes that the selector meets; of a pool that is on its way out none is new
   * @param marked nodes that bear this pool's mark
   * @param living the marks of all pools that exist; a mark of another one is nobody's
   */
  static NodeClaims of(
      PoolScope scope, List<PoolNode> selected, List<PoolNode> marked, Set<String> living) {
    String mark = scope.mark().value();
    List<PoolNode> members = new ArrayList<>();
    List<PoolNode> taken = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    for (PoolNode node : selected) {
      boolean others =
          node.pool().filter(other -> !other.equals(mark) && living.contains(other)).isPresent();
      if (others) {
        taken.add(node);
        continue;
      }
      members.add(node);
      List<Taint> taints = taints(node, scope.dedicated() ? Optional.of(mark) : Optional.empty());
      if (!node.pool().equals(Optional.of(mark)) || !taints.equals(node.taints())) {
        changes.add(new Change(node, Optional.of(mark), taints));
      }
    }
    for (PoolNode node : marked) {
      if (members.stream().noneMatch(member -> member.name().equals(node.name()))) {
        changes.add(release(node));
      }
    }
    return new NodeClaims(List.copyOf(members), List.copyOf(changes), List.copyOf(taken), Map.of());
  }

  /** What is so when these could not be written: none of them is new. */
  NodeClaims without(Map<String, String> notWritten, PoolMark mark) {
    return new NodeClaims(
        members.stream()
            .filter(
                node ->
                    !notWritten.containsKey(node.name())
                        || node.pool().equals(Optional.of(mark.value())))
            .toList(),
        changes,
        taken,
        notWritten);
  }

  /** The node without label and taint. */
  static Change release(PoolNode node) {
    return new Change(node, Optional.empty(), taints(node, Optional.empty()));
  }

  /** Everybody else's taints stay. */
  private static List<Taint> taints(PoolNode node, Optional<String> dedicated) {
    List<Taint> taints = new ArrayList<>();
    boolean there = false;
    for (Taint taint : node.taints()) {
      boolean ours = PoolMark.KEY.equals(taint.getKey());
      boolean wanted =
          ours
              && dedicated.filter(mark -> mark.equals(taint.getValue())).isPresent()
              && PoolMark.EFFECT.equals(taint.getEffect());
      if (!ours || wanted) {
        taints.add(taint);
      }
      there |= wanted;
    }
    if (dedicated.isPresent() && !there) {
      taints.add(
          new TaintBuilder()
              .withKey(PoolMark.KEY)
              .withValue(dedicated.get())
              .withEffect(PoolMark.EFFECT)
              .build());
    }
    return taints;
  }
}
