package dev.nestling.core.placement;

import dev.nestling.core.plan.Problem;

/** What a node pool said to one claimant. */
public sealed interface PoolAnswer {

  /**
   * Room.
   *
   * @param demand for which there is room
   */
  record Granted(Demand demand) implements PoolAnswer {}

  /**
   * None, or not for this one.
   *
   * @param problem why, and what to do
   */
  record Refused(Problem problem) implements PoolAnswer {}
}
