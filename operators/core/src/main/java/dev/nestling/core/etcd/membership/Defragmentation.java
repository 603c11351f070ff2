package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.MemberStatus;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Gives free pages of a database's file back: one member at a time, only while all are healthy, the
 * leader last and after it has handed the leadership over, so that no write waits.
 */
final class Defragmentation {
  /** Below it a file is not worth the pause, whatever share of it is free. */
  static final long WORTHWHILE_BYTES = 100L << 20;

  /**
   * The share in use below which a file is at least twice as large as it would have to be: so much
   * more memory, time to start and time to replace a member.
   */
  static final double HALF = 0.5;

  /** The share of the quota, which etcd compares with the file, from which less is enough. */
  static final double NEARLY_FULL = 0.8;

  /** The share of the quota that has to come back for it then. */
  static final double RELIEF = 0.1;

  private Defragmentation() {}

  static Optional<Step> whenItPays(Roster roster) {
    return next(roster, database -> pays(database) || relieves(database));
  }

  /** With the cluster refusing writes any relief is worth a pause. */
  static Optional<Step> underPressure(Roster roster) {
    return next(roster, database -> pays(database) || free(database) >= database.quota() * RELIEF);
  }

  private static Optional<Step> next(Roster roster, Predicate<MemberStatus.Database> worthwhile) {
    if (!roster.allHealthy(roster.seats())) {
      return Optional.empty();
    }
    return roster.seats().stream()
        .filter(seat -> seat.status().map(MemberStatus::database).filter(worthwhile).isPresent())
        .min(Comparator.comparing(roster::leads).thenComparing(seat -> seat.slot().ordinal()))
        .map(seat -> Handover.before(seat, roster, new Step.Defragment(seat.name())));
  }

  private static boolean pays(MemberStatus.Database database) {
    return free(database) >= WORTHWHILE_BYTES && database.inUse() < database.size() * HALF;
  }

  private static boolean relieves(MemberStatus.Database database) {
    return database.size() >= database.quota() * NEARLY_FULL
        && free(database) >= database.quota() * RELIEF;
  }

  private static long free(MemberStatus.Database database) {
    return database.size() - database.inUse();
  }
}
