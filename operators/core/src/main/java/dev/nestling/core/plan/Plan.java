package dev.nestling.core.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What should exist.
 *
 * @param objects in the order in which they are applied; each is fresh, with nothing but what we
 *     own
 * @param complete whether this is all that should exist; an incomplete plan prunes nothing
 * @param recheckAfter when to look again though nothing happened; the only source of timers
 * @param waitingFor why the plan is not complete
 * @param deletions objects to delete once all others are applied, each only if it is still as it
 *     was read; their absence is wanted, unlike that of what pruning finds, whether or not the plan
 *     is complete
 */
public record Plan(
    List<HasMetadata> objects,
    boolean complete,
    Optional<Duration> recheckAfter,
    Optional<Waiting> waitingFor,
    List<HasMetadata> deletions) {

  public Plan {
    objects = List.copyOf(objects);
    deletions = List.copyOf(deletions);
    if (complete && waitingFor.isPresent()) {
      throw new IllegalArgumentException("a complete plan waits for nothing: " + waitingFor.get());
    }
  }

  /** A plan that deletes nothing. */
  public Plan(
      List<HasMetadata> objects,
      boolean complete,
      Optional<Duration> recheckAfter,
      Optional<Waiting> waitingFor) {
    this(objects, complete, recheckAfter, waitingFor, List.of());
  }

  /** Without the objects: there are Secrets among them. */
  @Override
  public String toString() {
    return "Plan[%d objects, complete=%s, %s]".formatted(objects.size(), complete, waitingFor);
  }
}
