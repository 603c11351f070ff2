package dev.nestling.test.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.testing.metrics.MetricsPage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Alerts and dashboard speak of nothing but metrics and labels of docs/reference/metrics.md. That
 * the operators really serve what is there is tested beside each of them.
 */
class UsedMetricsTest {
  /** What Prometheus adds to every series that it collects. */
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "pod");

  private static final Map<String, SortedSet<String>> SERVED = MetricsPage.read().all();

  private static void isServed(String where, String expression) {
    Expression used = Expression.of(expression);
    assertThat(used.metrics()).as("metrics of %s: %s", where, expression).isNotEmpty();
    assertThat(SERVED.keySet())
        .as("metrics of %s: %s", where, expression)
        .containsAll(used.metrics());
    Set<String> labels =
        Stream.concat(
                SERVED.entrySet().stream()
                    .filter(metric -> used.metrics().contains(metric.getKey()))
                    .flatMap(metric -> metric.getValue().stream()),
                OF_PROMETHEUS.stream())
            .collect(Collectors.toSet());
    assertThat(labels).as("labels of %s: %s", where, expression).containsAll(used.labels());
  }

  @Test
  void alertsAskForWhatIsServed() {
    assertThat(Monitoring.alerts()).isNotEmpty();
    Monitoring.alerts().forEach(alert -> isServed(alert.name(), alert.expression()));
  }

  /** A test of an alert that feeds it with something else proves nothing. */
  @Test
  void testsOfAlertsPlayWhatIsServed() {
    List<String> series =
        Monitoring.tests().stream()
            .flatMap(file -> Monitoring.yaml(file).stream())
            .flatMap(file -> file.path("tests").valueStream())
            .flatMap(test -> test.path("input_series").valueStream())
            .map(line -> line.path("series").asText())
            .toList();
    assertThat(series).isNotEmpty();
    series.forEach(one -> isServed("tests", one));
  }

  @Test
  void theDashboardAsksForWhatIsServed() {
    List<JsonNode> panels =
        Monitoring.dashboard()
            .path("panels")
            .valueStream()
            .filter(panel -> !panel.path("type").asText().equals("row"))
            .toList();
    assertThat(panels).hasSizeGreaterThan(10);
    for (JsonNode panel : panels) {
      String title = panel.path("title").asText();
      assertThat(panel.path("targets")).as(title).isNotEmpty();
      panel
          .path("targets")
          .forEach(
              target -> {
                isServed(title, target.path("expr").asText());
                assertThat(target.path("datasource").path("uid").asText())
                    .as(title)
                    .isEqualTo("${datasource}");
              });
    }
  }

  @Test
  void theDashboardHasARowForEachThing() {
    JsonNode dashboard = Monitoring.dashboard();
    assertThat(
            dashboard
                .path("panels")
                .valueStream()
                .filter(panel -> panel.path("type").asText().equals("row"))
                .map(panel -> panel.path("title").asText()))
        .containsExactly("Clusters", "Node pools", "Operators");
    assertThat(dashboard.path("templating").path("list").valueStream())
        .anySatisfy(
            variable -> {
              assertThat(variable.path("type").asText()).isEqualTo("datasource");
              assertThat(variable.path("query").asText()).isEqualTo("prometheus");
            });
    List<Integer> ids =
        dashboard.path("panels").valueStream().map(panel -> panel.path("id").asInt()).toList();
    assertThat(new TreeSet<>(ids)).hasSameSizeAs(ids);
  }
}
