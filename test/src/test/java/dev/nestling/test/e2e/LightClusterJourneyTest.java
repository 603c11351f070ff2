package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A LightCluster from apply to delete, in a namespace that enforces Pod Security restricted. */
@Tag("e2e")
class LightClusterJourneyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NODE_PORT = "endpoint: {type: NodePort}";

  @RegisterExtension static final Tenant TENANT = Tenant.named("journey");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void servesThroughThePublishedKubeconfigAndKeepsDataOverPodLossAndPowerOff() {
    var cluster = TENANT.apply("pet", NODE_PORT).awaitReady();
    var identity = cluster.uid();
    cluster.remember("kept");

    assertThat(owned("pet")).hasSizeBetween(10, 16);

    var oldPod = cluster.requirePod();
    management.resource(oldPod).delete();
    cluster.awaitPodAfter(oldPod);
    cluster.awaitAnswer();
    assertThat(cluster.recalls("kept")).isTrue();
    assertThat(cluster.uid()).isEqualTo(identity);

    cluster.apply(NODE_PORT + "\npower: Stopped");
    cluster.awaitFalse("Ready", "Stopped");
    cluster.awaitNoPod();

    cluster.apply(NODE_PORT + "\npower: Running");
    cluster.awaitReady();
    assertThat(cluster.recalls("kept")).isTrue();
    assertThat(cluster.uid()).isEqualTo(identity);
  }

  @Test
  void leavesNothingWhenDeleted() {
    var cluster = TENANT.apply("gone", NODE_PORT).awaitReady();

    cluster.delete();

    await("every object gone")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(owned("gone")).isEmpty());
    await("its volume gone").atMost(PATIENCE).until(this::hasNoVolume);
    cluster.awaitNoPod();
  }

  @Test
  void retainedDataIsTakenOverByANewClusterOfTheSameName() {
    var spec = NODE_PORT + "\ndeletionPolicy: Retain";
    var first = TENANT.apply("phoenix", spec).awaitReady();
    var identity = first.uid();
    first.remember("before");

    first.delete();
    first.awaitNoPod();
    await("the rest gone")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(owned("phoenix"))
                    .containsExactlyInAnyOrder(
                        "PersistentVolumeClaim/phoenix-data",
                        "Secret/phoenix-ca",
                        "Secret/phoenix-encryption",
                        "Secret/phoenix-proxy",
                        "Secret/phoenix-sa"));

    var second = TENANT.apply("phoenix", spec).awaitReady();
    assertThat(second.uid()).isEqualTo(identity);
    assertThat(second.recalls("before")).isTrue();
  }

  private List<String> owned(String cluster) {
    return Owned.by(management, TENANT.namespace().name(), cluster);
  }

  private boolean hasNoVolume() {
    return management.persistentVolumes().list().getItems().stream()
        .map(volume -> volume.getSpec().getClaimRef())
        .filter(Objects::nonNull)
        .noneMatch(claim -> TENANT.namespace().name().equals(claim.getNamespace()));
  }
}
