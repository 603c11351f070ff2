package dev.nestling.core.cluster;

import dev.nestling.core.plan.Plan;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A plan while it is being made; lives for one call of the planner. */
public final class Draft {
  /** Secrets are not watched: a deleted one is noticed within this time. */
  public static final Duration LONGEST_REST = Duration.ofMinutes(10);

  /** What is waited for may not announce itself. */
  public static final Duration WAITING_REST = Duration.ofSeconds(20);

  /** A server fails for what somebody may correct unseen. */
  public static final Duration FAILING_REST = Duration.ofSeconds(30);

  private static final Duration SHORTEST_REST = Duration.ofSeconds(1);

  private final Instant now;
  private final List<HasMetadata> objects = new ArrayList<>();
  private final List<HasMetadata> deletions = new ArrayList<>();
  private final List<Waiting> waits = new ArrayList<>();
  private Instant due;

  public Draft(Instant now) {
    this.now = now;
    this.due = now.plus(LONGEST_REST);
  }

  public Draft add(HasMetadata object) {
    objects.add(object);
    return this;
  }

  public Draft addAll(List<? extends HasMetadata> more) {
    objects.addAll(more);
    return this;
  }

  /** These are to go, as they were read. */
  public Draft deleteAll(List<? extends HasMetadata> more) {
    deletions.addAll(more);
    return this;
  }

  /** Something is left out of the plan, and why. */
  public Draft waitFor(Waiting waiting) {
    waits.add(waiting);
    return restAtMost(WAITING_REST);
  }

  public Draft waitFor(Problem problem) {
    return waitFor(new Waiting(problem.reason(), problem.message()));
  }

  /** There may be something to do after this time. */
  public Draft restAtMost(Duration rest) {
    return dueAt(now.plus(rest));
  }

  /** There is something to do at this time. */
  public Draft dueAt(Instant time) {
    if (time.isBefore(due)) {
      due = time;
    }
    return this;
  }

  public Plan finish() {
    Duration rest = Duration.between(now, due);
    Duration recheck = rest.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : rest;
    return new Plan(
        objects, waits.isEmpty(), Optional.of(recheck), waits.stream().findFirst(), deletions);
  }
}
