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
 */
public record Plan(
    List<HasMetadata> objects,
    boolean complete,
    Optional<Duration> recheckAfter,
    Optional<Waiting> waitingFor) {

  public Plan {
    objects = List.copyOf(objects);
    if (complete && waitingFor.isPresent()) {
      throw new IllegalArgumentException("a complete plan waits for nothing: " + waitingFor.get());
    }
  }
}
