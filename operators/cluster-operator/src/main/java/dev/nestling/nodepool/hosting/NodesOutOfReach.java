package dev.nestling.nodepool.hosting;

import static dev.nestling.core.status.ConditionSet.isFalse;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.nodepool.purpose.Purpose;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Pools of nodes under an operator that looks at some namespaces alone. Nodes are in no namespace:
 * it may not mark them, and sees not what else runs on them, so it promises nothing.
 */
public final class NodesOutOfReach implements Purpose {
  private static final Duration AT_REST = Duration.ofMinutes(10);

  private final InstantSource clock;

  /**
   * @param clock the only time
   */
  public NodesOutOfReach(InstantSource clock) {
    this.clock = clock;
  }

  private static final String OFFER =
      "spec.source.type: nodes of the management cluster take an operator that looks at all namespaces,"
          + " and this one looks at some (setting nestling.namespaces); offer Machines, or let nodes"
          + " join by themselves (SelfJoin)";

  private static final String RELEASE =
      "the pool is to be deleted, and an operator of all namespaces has marked nodes for it; let such a"
          + " one take it away, or take label and taint from the nodes and the finalizer from the pool"
          + " by hand";

  @Override
  public Optional<Served> serve(NodePool pool, Context<NodePool> context) {
    return Optional.of(said(pool, OFFER));
  }

  /** Nodes that an operator of all namespaces has marked are for such a one to release. */
  @Override
  public Optional<Served> close(NodePool pool, Context<NodePool> context) {
    return Optional.ofNullable(pool.getStatus())
        .flatMap(status -> Optional.ofNullable(status.nodes()))
        .filter(nodes -> !nodes.isEmpty())
        .map(nodes -> said(pool, RELEASE));
  }

  private Served said(NodePool pool, String message) {
    NodePoolStatus before = Optional.ofNullable(pool.getStatus()).orElseGet(NodePoolStatus::empty);
    long generation = Optional.ofNullable(pool.getMetadata().getGeneration()).orElse(0L);
    return new Served(
        pool,
        before.withConditions(
            ConditionSet.of(before.conditions())
                .merge(
                    List.of(isFalse(NodePoolConditionTypes.READY, "NodesOutOfReach", message)),
                    generation,
                    clock.instant())
                .conditions()),
        AT_REST);
  }
}
