package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.Supplied;
import dev.nestling.nodepool.supply.Supply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Nodes of a share of hardware in a namespace where the operator may do nothing. A pool there can't
 * have granted any; what there is comes from better days.
 *
 * @param had whether the pool has ever had nodes
 */
record AbsentSupply(Share share, Standing standing, boolean had) implements Supply {
  static AbsentSupply of(Share share, NodePool pool) {
    return new AbsentSupply(
        share,
        Standing.of(share, Optional.empty(), granted -> Optional.empty()),
        Optional.ofNullable(pool.getStatus()).filter(AbsentSupply::showsNodes).isPresent());
  }

  private static boolean showsNodes(NodePoolStatus status) {
    return status.machines() != null
        || Objects.requireNonNullElse(status.replicas(), 0) > 0
        || !Objects.requireNonNullElse(status.nodes(), List.of()).isEmpty();
  }

  @Override
  public Optional<Problem> obstacle() {
    return standing.problem();
  }

  @Override
  public Optional<Problem> skew(NestedFacts facts) {
    return Optional.empty();
  }

  @Override
  public Map<String, String> files(NestedFacts facts) {
    return Map.of();
  }

  @Override
  public void keep(Joining joining, Inside inside, Instant now) {
    // There is an obstacle: nobody asks for it.
  }

  @Override
  public Changes changes() {
    return Changes.NONE;
  }

  @Override
  public Changes farewell(Inside inside) {
    return Changes.NONE;
  }

  @Override
  public Duration drainTimeout() {
    return share.drainTimeout();
  }

  @Override
  public Optional<Problem> retire(Optional<Inside> inside, Instant now) {
    return had
        ? Optional.of(
            new Problem(
                "NamespaceClosed",
                ("the nodes can't be removed: namespace %s, where their hardware is, is not open for the"
                        + " operator; an administrator opens it, see Permissions")
                    .formatted(share.hardware().namespace())))
        : Optional.empty();
  }

  @Override
  public void remove() {
    // There is nothing.
  }

  @Override
  public Supplied supplied() {
    return new Supplied(
        share.replicas(),
        Optional.empty(),
        List.of(
            new Supplied.Hardware(
                NodePoolConditionTypes.PLACED, standing.problem(), "Granted", "")),
        Optional.empty(),
        false,
        Optional.empty());
  }
}
