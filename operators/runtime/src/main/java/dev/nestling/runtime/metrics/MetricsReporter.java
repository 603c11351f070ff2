package dev.nestling.runtime.metrics;

import dev.nestling.runtime.LeadershipBegun;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the samples of all kinds from the moment on at which this process leads. One that waits for
 * the lease has caches too, and would report every cluster a second time.
 */
@Singleton
public class MetricsReporter {
  public static final Metric LEADING =
      new Metric(
          "nestling_operator_leading",
          "1 in the process that holds the operator's lease, 0 in one that waits for it.",
          List.of("operator"));

  private static final int FIRST = 1;

  /** Shorter than any sensible interval of scrapes. */
  private static final int SECONDS = 10;

  private static final Logger LOG = LoggerFactory.getLogger(MetricsReporter.class);

  private final Gauges gauges;
  private final Iterable<SampleSource> sources;
  private final List<String> operator;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("metrics").daemon().factory());

  @Inject
  MetricsReporter(
      MeterRegistry registry,
      @Any Instance<SampleSource> sources,
      @ConfigProperty(name = "quarkus.application.name") String operator) {
    this(registry, (Iterable<SampleSource>) sources, operator);
  }

  /**
   * @param sources of all kinds of the operator
   * @param operator its name
   */
  MetricsReporter(MeterRegistry registry, Iterable<SampleSource> sources, String operator) {
    this.gauges = new Gauges(registry);
    this.sources = sources;
    this.operator = List.of(operator);
  }

  /** Before the framework starts its operator, which may lead at once. */
  void waits(@Observes @Priority(FIRST) StartupEvent event) {
    gauges.show(List.of(LEADING.is(false, operator)));
  }

  void leads(@Observes LeadershipBegun event) {
    timer.scheduleWithFixedDelay(this::refresh, 0, SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }

  private void refresh() {
    try {
      List<Sample> samples = new ArrayList<>();
      samples.add(LEADING.is(true, operator));
      sources.forEach(source -> samples.addAll(source.samples()));
      gauges.show(samples);
    } catch (RuntimeException e) {
      LOG.warn("The metrics could not be refreshed; the old values stay", e);
    }
  }
}
