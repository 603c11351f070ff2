package dev.nestling.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.runtime.LeadershipBegun;
import dev.nestling.testing.metrics.Exposition;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsReporterTest {
  private static final Metric CLUSTERS = new Metric("clusters", "How many.", List.of());

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final MetricsReporter reporter =
      new MetricsReporter(
          registry, List.of(() -> List.of(CLUSTERS.is(3, List.of()))), "any-operator");

  @AfterEach
  void stop() {
    reporter.stop(new ShutdownEvent());
  }

  private static Exposition.Series leading(double value) {
    return new Exposition.Series(
        "nestling_operator_leading", Map.of("operator", "any-operator"), value);
  }

  private List<Exposition.Series> scraped() {
    return Exposition.parse(registry.scrape());
  }

  @Test
  void aProcessThatWaitsForTheLeaseTellsOfNoClusters() {
    reporter.waits(new StartupEvent());
    assertThat(scraped()).containsExactly(leading(0));
  }

  @Test
  void theOneThatLeadsDoes() {
    reporter.waits(new StartupEvent());
    reporter.leads(new LeadershipBegun());
    await()
        .untilAsserted(
            () ->
                assertThat(scraped())
                    .containsExactlyInAnyOrder(
                        leading(1), new Exposition.Series("clusters", Map.of(), 3)));
  }
}
