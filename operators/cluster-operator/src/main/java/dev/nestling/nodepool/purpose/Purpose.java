package dev.nestling.nodepool.purpose;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.util.Optional;

/** What is done for the pools of one purpose. */
public interface Purpose {

  /**
   * What a reconcile came to.
   *
   * @param seen the pool that it was decided on
   * @param status to publish
   * @param recheckAfter when to look again although nothing happened
   */
  record Served(NodePool seen, NodePoolStatus status, Duration recheckAfter) {}

  /**
   * Does what is due.
   *
   * @return empty when the pool is gone by now, or on its way out
   */
  Optional<Served> serve(NodePool pool, Context<NodePool> context);

  /**
   * Undoes what outlives the pool.
   *
   * @return empty when nothing is left to be done, and the pool may go
   */
  Optional<Served> close(NodePool pool, Context<NodePool> context);
}
