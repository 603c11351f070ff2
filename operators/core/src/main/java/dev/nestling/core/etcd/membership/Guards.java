package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import java.util.Optional;

/** What has to be waited for, with nothing else to be done meanwhile. */
final class Guards {
  private Guards() {}

  /** Data that differs between members, and members of unknown origin, are for people to judge. */
  static Optional<Step> next(Roster roster) {
    if (!roster.alarms(Alarm.Type.CORRUPT).isEmpty()) {
      return Optional.of(waitFor(Problems.corrupt(roster)));
    }
    return roster.strangers().stream()
        .findFirst()
        .map(stranger -> waitFor(Problems.stranger(stranger)));
  }

  /** Before defragmentation, and before all is called well. */
  static Optional<Step> unhealthy(Roster roster) {
    return roster.seats().stream()
        .filter(seat -> !roster.healthy(seat))
        .findFirst()
        .map(
            seat ->
                Step.WaitFor.of(
                    Problems.MEMBER_UNHEALTHY, seat.name() + " " + Problems.why(seat, roster)));
  }

  private static Step waitFor(Problem problem) {
    return new Step.WaitFor(new Waiting(problem.reason(), problem.message()));
  }
}
