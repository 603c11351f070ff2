package dev.nestling.core.cluster;

import dev.nestling.core.apply.Applied;
import dev.nestling.core.plan.Plan;
import java.time.Duration;
import java.util.Optional;

/** When to look at a cluster again although nothing happened. */
public final class Rechecks {
  public static final Duration AT_ONCE = Duration.ofMillis(1);

  private Rechecks() {}

  /**
   * A plan that was cut short may go on as soon as what it wrote is there; our own writes cause no
   * events. What others hold or refuse announces nothing either.
   */
  public static Optional<Duration> after(Plan plan, Applied applied) {
    boolean refused = !applied.conflicts().isEmpty() || !applied.failures().isEmpty();
    if (!plan.complete() && applied.writes() > 0 && !refused) {
      return Optional.of(AT_ONCE);
    }
    return plan.recheckAfter()
        .map(rest -> refused && rest.compareTo(Draft.WAITING_REST) > 0 ? Draft.WAITING_REST : rest);
  }
}
