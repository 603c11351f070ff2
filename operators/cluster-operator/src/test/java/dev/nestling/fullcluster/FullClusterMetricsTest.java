package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.etcd.Alarm;
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

/** What a registry serves of FullClusters while the operator looks after them. */
class FullClusterMetricsTest {
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

  private List<Double> values(String metric) {
    return Exposition.parse(scrape()).stream()
        .filter(series -> series.name().equals("nestling_" + metric))
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
    assertThat(served).isEqualTo(MetricsPage.read().sections("Clusters", "etcd"));
  }

  @Test
  void followAClusterUntilItIsGone() {
    stage.create("c", "replicas: 3\netcd: {replicas: 3}");
    stage.awaitReady("c");
    eventually(() -> assertThat(values("cluster_ready")).containsExactly(1.0));
    assertThat(values("cluster_replicas_desired")).containsExactly(3.0);
    assertThat(values("cluster_replicas_ready")).containsExactly(3.0);
    assertThat(values("cluster_certificate_expiration_timestamp_seconds"))
        .singleElement()
        .satisfies(end -> assertThat(end).isGreaterThan(stage.now.get().getEpochSecond()));
    assertThat(values("etcd_members_desired")).containsExactly(3.0);
    assertThat(values("etcd_members_healthy")).containsExactly(3.0);
    assertThat(values("etcd_alarms")).containsExactly(0.0);
    assertThat(values("etcd_database_quota_bytes"))
        .singleElement()
        .satisfies(
            quota ->
                assertThat(quota).isGreaterThan(values("etcd_database_size_bytes").getFirst()));
    stage.delete("c");
    eventually(() -> assertThat(Exposition.parse(scrape())).isEmpty());
  }

  /** The status goes on saying what a quorum agreed on last; the numbers must not. */
  @Test
  void membersThatFallSilentAreNotHealthyEvenWithoutAQuorum() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.etcd.silence("c-etcd-0-0");
    stage.etcd.silence("c-etcd-1-0");
    stage.touch("c");
    stage.awaitCondition("c", "EtcdHealthy", "False", "EtcdQuorumLost");
    eventually(() -> assertThat(values("etcd_members_healthy").getFirst()).isLessThan(2.0));
    assertThat(values("etcd_members_desired")).containsExactly(3.0);
  }

  @Test
  void alarmsAreCounted() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.etcd.raise(Stage.NAMESPACE, "c-etcd", "c-etcd-0-0", Alarm.Type.CORRUPT);
    stage.touch("c");
    eventually(() -> assertThat(values("etcd_alarms")).containsExactly(1.0));
  }
}
