package dev.nestling.core.etcd.membership;

import java.util.Comparator;
import java.util.Optional;

/** Brings pods to the current template: one after the other, the leader last. */
final class Restarts {
  private Restarts() {}

  static Optional<Step> next(Roster roster) {
    return roster.seats().stream()
        .filter(seat -> seat.slot().restartWanted() && !(seat.slot().pod() instanceof Pod.Absent))
        .min(
            Comparator.comparing(Seat::answers)
                .thenComparing(roster::leads)
                .thenComparing(seat -> seat.slot().ordinal()))
        .map(seat -> restart(seat, roster));
  }

  /** A pod that fails has nothing to lose, and the new template may be its cure. */
  private static Step restart(Seat seat, Roster roster) {
    var restart = new Step.Restart(seat.name());
    if (fails(seat) || (roster.votes() == 1 && seat.member().voter())) {
      return restart;
    }
    if (!roster.allHealthy(roster.seats()) || roster.votes() == 2) {
      return Step.WaitFor.of(
          Problems.QUORUM_AT_RISK, seat.name() + " is restarted when all members are healthy");
    }
    return Handover.before(seat, roster, restart);
  }

  /** A ready pod that does not answer us may still vote. */
  private static boolean fails(Seat seat) {
    return !seat.answers() && !(seat.slot().pod() instanceof Pod.Ready);
  }
}
