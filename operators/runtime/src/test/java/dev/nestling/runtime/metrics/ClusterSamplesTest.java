package dev.nestling.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterSamplesTest {
  private static final ClusterSamples.Life RUNS = new ClusterSamples.Life(true, 2);

  private final ConfigMap object =
      new ConfigMapBuilder()
          .withNewMetadata()
          .withName("one")
          .withNamespace("team")
          .endMetadata()
          .build();

  private List<String> told(ClusterSamples.Life life, @Nullable String version, Condition... all) {
    return ClusterSamples.of(
            new ClusterSamples.Facts(
                object,
                life,
                version != null,
                version,
                1,
                List.of(all),
                Optional.of(Instant.ofEpochSecond(1800))))
        .stream()
        .map(
            sample -> {
              List<String> labels = sample.labelValues();
              assertThat(labels).startsWith("ConfigMap", "team", "one");
              return "%s%s %.0f"
                  .formatted(
                      sample.metric().name().replace("nestling_cluster_", ""),
                      labels.subList(3, labels.size()),
                      sample.value());
            })
        .toList();
  }

  private static Condition ready(String status, String reason) {
    return new ConditionBuilder()
        .withType("Ready")
        .withStatus(status)
        .withReason(reason)
        .withMessage("anything at all")
        .build();
  }

  @Test
  void aClusterThatIsReady() {
    assertThat(told(RUNS, "v1.36.3", ready("True", "Answered")))
        .containsExactly(
            "info[v1.36.3] 1",
            "ready[] 1",
            "running_desired[] 1",
            "initialized[] 1",
            "replicas_desired[] 2",
            "replicas_ready[] 1",
            "certificate_expiration_timestamp_seconds[] 1800");
  }

  @Test
  void oneThatIsNotHasItsReason() {
    assertThat(told(RUNS, "v1.36.3", ready("False", "Unschedulable")))
        .contains("ready[] 0", "not_ready_reason[Unschedulable] 1");
    assertThat(told(RUNS, "v1.36.3", ready("Unknown", "NamespaceClosed")))
        .contains("ready[] 0", "not_ready_reason[NamespaceClosed] 1");
  }

  @Test
  void aReasonIsNeverAFreeText() {
    assertThat(told(RUNS, null, ready("False", "what somebody wrote")))
        .contains("not_ready_reason[Other] 1");
    assertThat(told(RUNS, null, ready("False", "A".repeat(80))))
        .contains("not_ready_reason[Other] 1");
  }

  @Test
  void oneThatNobodyHasLookedAtYet() {
    assertThat(told(RUNS, null))
        .contains("ready[] 0", "initialized[] 0")
        .noneMatch(line -> line.startsWith("info") || line.startsWith("not_ready_reason"));
  }

  @Test
  void oneThatIsStoppedOrGoesIsNotToRun() {
    assertThat(told(new ClusterSamples.Life(false, 2), "v1.36.3", ready("False", "Stopped")))
        .contains("running_desired[] 0", "replicas_desired[] 0");
    object.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
    assertThat(told(RUNS, "v1.36.3", ready("True", "Answered")))
        .contains("running_desired[] 0", "replicas_desired[] 0");
  }
}
