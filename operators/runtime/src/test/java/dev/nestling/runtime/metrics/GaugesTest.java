package dev.nestling.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a registry as strict as Quarkus makes it. */
class GaugesTest {
  private static final Metric SIZE =
      new Metric("nestling_thing_size_bytes", "How large it is.", List.of("name", "reason"));

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Gauges gauges = new Gauges(registry);

  @BeforeEach
  void beStrict() {
    registry.throwExceptionOnRegistrationFailure();
  }

  private List<String> scraped() {
    return registry.scrape().lines().filter(line -> !line.startsWith("#")).toList();
  }

  @Test
  void areExportedUnderTheNameThatTheyHave() {
    gauges.show(List.of(SIZE.is(2.5, List.of("a", "Starting"))));
    assertThat(registry.scrape())
        .contains("# HELP nestling_thing_size_bytes How large it is.\n")
        .contains("# TYPE nestling_thing_size_bytes gauge\n");
    assertThat(scraped())
        .containsExactly("nestling_thing_size_bytes{name=\"a\",reason=\"Starting\",} 2.5");
  }

  @Test
  void endWithTheirSamples() {
    gauges.show(List.of(SIZE.is(1, List.of("a", "One")), SIZE.is(1, List.of("b", "One"))));
    gauges.show(List.of(SIZE.is(1, List.of("b", "Two"))));
    assertThat(scraped())
        .containsExactly("nestling_thing_size_bytes{name=\"b\",reason=\"Two\",} 1.0");
    gauges.show(List.of());
    assertThat(scraped()).isEmpty();
  }

  @Test
  void stayWhileTheirValuesChange() {
    gauges.show(List.of(SIZE.is(1, List.of("a", "One"))));
    List<Meter> before = registry.getMeters();
    gauges.show(List.of(SIZE.is(2, List.of("a", "One"))));
    assertThat(registry.getMeters()).hasSize(1).first().isSameAs(before.getFirst());
    assertThat(scraped())
        .containsExactly("nestling_thing_size_bytes{name=\"a\",reason=\"One\",} 2.0");
  }

  @Test
  void haveAValueForEachLabel() {
    assertThatThrownBy(() -> SIZE.is(1, List.of("a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("nestling_thing_size_bytes has the labels [name, reason], not 1 values");
  }
}
