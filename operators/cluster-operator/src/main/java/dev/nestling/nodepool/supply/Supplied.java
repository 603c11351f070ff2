package dev.nestling.nodepool.supply;

import dev.nestling.api.v1alpha1.NodePoolStatus.PoolMachine;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/**
 * What a pool that makes its nodes tells beside what all tell.
 *
 * @param asked how many nodes the spec asks for
 * @param replicas how many there are to be by now; none where that is no number of its own
 * @param finding a condition of this kind of hardware
 * @param machines a line for each; none where there are none
 * @param idle whether nothing can change of which nobody tells
 * @param problem why nodes don't come or go
 */
public record Supplied(
    int asked,
    Optional<Integer> replicas,
    Hardware finding,
    Optional<List<PoolMachine>> machines,
    boolean idle,
    Optional<Problem> problem) {

  /**
   * Whether the hardware is there and fit.
   *
   * @param type of the {@link Condition}
   * @param problem why it is not, or not all
   * @param reason when it is
   * @param message when it is
   */
  public record Hardware(String type, Optional<Problem> problem, String reason, String message) {}
}
