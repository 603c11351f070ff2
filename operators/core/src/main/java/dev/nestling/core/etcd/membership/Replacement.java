package dev.nestling.core.etcd.membership;

import java.util.Comparator;
import java.util.Optional;

/**
 * Removes members that lost their data; {@link Growth} fills their places again.
 *
 * <p>Removing comes before adding: a dead member only makes the quorum larger. Of three with one
 * lost, two must agree; after the removal it is still two, and after the addition one may fail
 * again. Adding first would ask for three of four, and etcd refuses it.
 */
final class Replacement {
  private static final String WHY = "its data is lost";

  private Replacement() {}

  static Optional<Step> next(Roster roster) {
    return roster.seats().stream()
        .filter(Seat::lost)
        .min(Comparator.comparing(Seat::answers).thenComparing(seat -> seat.slot().ordinal()))
        .map(seat -> replace(seat, roster));
  }

  private static Step replace(Seat lost, Roster roster) {
    if (lost.member().learner()) {
      return remove(lost);
    }
    boolean safe =
        lost.answers()
            ? roster.canLose(lost)
                && roster.votersBut(lost).stream()
                    .filter(other -> !other.lost())
                    .allMatch(roster::healthy)
            : roster.canLose(lost);
    if (!safe) {
      return Step.WaitFor.of(Problems.QUORUM_AT_RISK, Problems.atRisk(lost));
    }
    return Handover.before(lost, roster, remove(lost));
  }

  private static Step remove(Seat lost) {
    return new Step.Remove(lost.name(), lost.id(), WHY);
  }
}
