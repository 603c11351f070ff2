package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.runtime.metrics.Gauges;
import dev.nestling.testing.metrics.Exposition;
import dev.nestling.testing.metrics.MetricsPage;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
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
    SortedMap<String, SortedSet<String>> served = new TreeMap<>(Exposition.names(scrape(), ""));
    stage.edit("c", "power: Stopped");
    stage.awaitCondition("c", "Ready", "False", "Stopped");
    served.putAll(Exposition.names(scrape(), ""));
    assertThat(served).isEqualTo(MetricsPage.read().sections("Clusters"));
  }

  @Test
  void followAClusterUntilItIsGone() {
    stage.create("c", "");
    stage.awaitReady("c");
    String ready = scrape();
    assertThat(values(ready, "ready", "c")).containsExactly(1.0);
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
    stage.awaitCondition("c", "Ready", "False", "Stopped");
    stage.awaitRest();
    String stopped = scrape();
    assertThat(values(stopped, "ready", "c")).containsExactly(0.0);
    assertThat(values(stopped, "running_desired", "c")).containsExactly(0.0);
    assertThat(stopped).contains("reason=\"Stopped\"");

    stage.edit("c", "");
    stage.awaitReady("c");
    assertThat(scrape()).doesNotContain("reason=");

    stage.delete("c");
    stage.awaitRest();
    assertThat(Exposition.parse(scrape())).isEmpty();
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
