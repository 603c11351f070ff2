package dev.nestling.core.etcd.membership;

import java.util.Comparator;
import java.util.Optional;

/** Removes members that are not wanted any more; unhealthy ones first, then from the end. */
final class Shrinking {
  private Shrinking() {}

  static Optional<Step> next(Roster roster) {
    return roster.voters().stream()
        .filter(seat -> seat.slot().ordinal() >= roster.situation().desired())
        .min(Comparator.comparing(roster::healthy).thenComparing(seat -> -seat.slot().ordinal()))
        .map(seat -> remove(seat, roster));
  }

  private static Step remove(Seat seat, Roster roster) {
    if (!roster.canLose(seat) || !roster.allHealthy(roster.votersBut(seat))) {
      return Step.WaitFor.of(
          Problems.QUORUM_AT_RISK,
          seat.name() + " is removed when all members that stay are healthy");
    }
    return Handover.before(
        seat, roster, new Step.Remove(seat.name(), seat.id(), Step.FEWER_WANTED));
  }
}
