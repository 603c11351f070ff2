package dev.nestling.runtime.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * Gives events that are none of a resource (timers, retries) the tag {@code action=NONE}.
 *
 * <p>The framework counts events with and without that tag under one name. The Prometheus registry
 * refuses the second shape with an exception, and that exception kills the thread that handles a
 * failed reconcile: no retry, no error in the status.
 */
public final class EveryEventHasAnAction implements MeterFilter {
  private static final String EVENTS_RECEIVED = "events.received";
  private static final String ACTION = "action";

  @Override
  public Meter.Id map(Meter.Id id) {
    boolean complete = !id.getName().equals(EVENTS_RECEIVED) || id.getTag(ACTION) != null;
    return complete ? id : id.withTag(Tag.of(ACTION, "NONE"));
  }
}
