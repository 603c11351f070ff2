package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.runtime.metrics.Sample;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LightClusterSamplesTest {

  private static LightCluster cluster(String more) {
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata: {name: c, namespace: team}
        """
            + more,
        LightCluster.class);
  }

  private static List<String> lines(List<Sample> samples) {
    return samples.stream()
        .map(
            sample ->
                "%s%s %.0f"
                    .formatted(
                        sample.metric().name().replace("nestling_cluster_", ""),
                        sample.labelValues(),
                        sample.value()))
        .toList();
  }

  @Test
  void ofOneThatWasJustCreated() {
    assertThat(lines(LightClusterSamples.of(cluster(""), Optional.empty())))
        .containsExactly(
            "ready[LightCluster, team, c] 0",
            "running_desired[LightCluster, team, c] 1",
            "initialized[LightCluster, team, c] 0",
            "replicas_desired[LightCluster, team, c] 1",
            "replicas_ready[LightCluster, team, c] 0");
  }

  @Test
  void ofOneThatRuns() {
    LightCluster cluster =
        cluster(
            """
            status:
              version: v1.36.3
              readyReplicas: 1
              initialization: {controlPlaneInitialized: true}
              conditions: [{type: Ready, status: "True", reason: Answered}]
            """);
    assertThat(
            lines(
                LightClusterSamples.of(cluster, Optional.of(Instant.ofEpochSecond(1_800_000_000)))))
        .containsExactly(
            "info[LightCluster, team, c, v1.36.3] 1",
            "ready[LightCluster, team, c] 1",
            "running_desired[LightCluster, team, c] 1",
            "initialized[LightCluster, team, c] 1",
            "replicas_desired[LightCluster, team, c] 1",
            "replicas_ready[LightCluster, team, c] 1",
            "certificate_expiration_timestamp_seconds[LightCluster, team, c] 1800000000");
  }

  @Test
  void ofOneThatIsStopped() {
    assertThat(lines(LightClusterSamples.of(cluster("spec: {power: Stopped}\n"), Optional.empty())))
        .contains(
            "running_desired[LightCluster, team, c] 0",
            "replicas_desired[LightCluster, team, c] 0");
  }
}
