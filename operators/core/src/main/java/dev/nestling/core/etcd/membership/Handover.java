package dev.nestling.core.etcd.membership;

/**
 * Moves the leadership before its holder goes: writes then wait for 0.1 s and not for an election.
 */
final class Handover {
  private Handover() {}

  /** The step, or first the handover if the member leads and somebody else can. */
  static Step before(Seat seat, Roster roster, Step step) {
    return roster.leads(seat)
        ? roster
            .successorOf(seat)
            .<Step>map(to -> new Step.MoveLeader(seat.name(), to.id()))
            .orElse(step)
        : step;
  }
}
