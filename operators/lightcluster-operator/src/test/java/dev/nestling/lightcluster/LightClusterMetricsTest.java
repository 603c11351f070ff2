package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.runtime.metrics.Gauges;
import dev.nestling.testing.metrics.Exposition;
import dev.nestling.testing.metrics.MetricsPage;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry serves of LightClusters while the operator looks after them. */
class LightClusterMetricsTest {
  private final Stage stage = new Stage().startOperator();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Gauges gauges = new Gauges(registry);

  @AfterEach
  void close() {
    stage.close();
  }

  /** The operator's cache hears of a write a moment after the writer. */
  private static void eventually(ThrowingRunnable holds) {
    await().atMost(Stage.PATIENCE).untilAsserted(holds);
  }

  /** With what is served now. */
  private SortedMap<String, SortedSet<String>> served(SortedMap<String, SortedSet<String>> before) {
    before.putAll(Exposition.names(scrape(), ""));
    return before;
  }

  private String scrape() {
    gauges.show(stage.metrics.samples());
    return registry.scrape();
  }

  private static List<Double> values(String scrape, String metric, String cluster) {
    return Exposition.parse(scrape).stream()
        .filter(series -> series.name().equals("nestling_cluster_" + metric))
        .filter(series -> cluster.equals(series.labels().get("name")))
        .filter(series -> "LightCluster".equals(series.labels().get("kind")))
        .filter(series -> Stage.NAMESPACE.equals(series.labels().get("namespace")))
        .map(Exposition.Series::value)
        .toList();
  }

  @Test
  void areThoseOfTheReferencePage() {
    stage.create("c", "");
    stage.awaitReady("c");
    SortedMap<String, SortedSet<String>> served = new TreeMap<>();
    eventually(() -> assertThat(served(served)).containsKey("nestling_cluster_info"));
    stage.edit("c", "power: Stopped");
    eventually(() -> assertThat(served(served)).containsKey("nestling_cluster_not_ready_reason"));
    assertThat(served).isEqualTo(MetricsPage.read().sections("Clusters"));
  }

  @Test
  void followAClusterUntilItIsGone() {
    stage.create("c", "");
    stage.awaitReady("c");
    eventually(() -> assertThat(values(scrape(), "ready", "c")).containsExactly(1.0));
    String ready = scrape();
    assertThat(values(ready, "running_desired", "c")).containsExactly(1.0);
    assertThat(values(ready, "replicas_desired", "c")).containsExactly(1.0);
    assertThat(values(ready, "replicas_ready", "c")).containsExactly(1.0);
    assertThat(values(ready, "not_ready_reason", "c")).isEmpty();
    assertThat(ready).contains("version=\"v1.36.3\"");
    assertThat(values(ready, "certificate_expiration_timestamp_seconds", "c"))
        .singleElement()
        .satisfies(
            end ->
                assertThat(end)
                    .isGreaterThan(stage.now.get().getEpochSecond())
                    .isEqualTo(Math.rint(end)));

    stage.edit("c", "power: Stopped");
    eventually(() -> assertThat(scrape()).contains("reason=\"Stopped\""));
    String stopped = scrape();
    assertThat(values(stopped, "ready", "c")).containsExactly(0.0);
    assertThat(values(stopped, "running_desired", "c")).containsExactly(0.0);

    stage.edit("c", "");
    stage.awaitReady("c");
    eventually(() -> assertThat(scrape()).doesNotContain("reason="));

    stage.delete("c");
    eventually(() -> assertThat(Exposition.parse(scrape())).isEmpty());
  }

  @Test
  void anotherOperatorKnowsWhatWasPublishedBeforeItLooks() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.stopOperator();
    stage.startOperator();
    assertThat(values(scrape(), "ready", "c")).containsExactly(1.0);
  }
}
