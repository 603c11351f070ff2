package dev.nestling.core.placement;

import dev.nestling.core.plan.Problem;
import java.util.List;

/** What a node pool said to one claimant. */
public sealed interface PoolAnswer {
  /** The reason of those who get a place as soon as there is one. */
  String NO_ROOM = "NoRoom";

  /**
   * Room.
   *
   * @param demand for which there is room
   * @param machines that are given away whole, those that stay longest first; none of a pool whose
   *     hardware is nodes
   */
  record Granted(Demand demand, List<String> machines) implements PoolAnswer {
    public Granted {
      machines = List.copyOf(machines);
    }

    public Granted(Demand demand) {
      this(demand, List.of());
    }
  }

  /**
   * None, or not for this one.
   *
   * @param problem why, and what to do
   */
  record Refused(Problem problem) implements PoolAnswer {}
}
