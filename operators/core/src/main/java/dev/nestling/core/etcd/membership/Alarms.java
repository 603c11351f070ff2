package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.MemberStatus;
import java.util.List;
import java.util.Optional;

/**
 * Gets out of a full database by itself where that is possible: defragments what has free pages,
 * and ends the alarm when every file is well below the quota again. Ended earlier it would come
 * back with the next write.
 */
final class Alarms {
  /** Of the quota: room for some hours of writes between two compactions. */
  private static final double REGAINED = 0.9;

  private Alarms() {}

  static Optional<Step> next(Roster roster) {
    List<Alarm> full = roster.alarms(Alarm.Type.NOSPACE);
    if (full.isEmpty() || !roster.allHealthy(roster.seats())) {
      return Optional.empty();
    }
    return Defragmentation.underPressure(roster)
        .or(
            () ->
                regained(roster)
                    ? Optional.of(new Step.Disarm(full.getFirst()))
                    : Optional.empty());
  }

  private static boolean regained(Roster roster) {
    return roster.seats().stream()
        .flatMap(seat -> seat.status().stream())
        .map(MemberStatus::database)
        .allMatch(database -> database.size() < database.quota() * REGAINED);
  }
}
