package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.TenantNamespace;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A LightCluster from apply to delete, in a namespace that enforces Pod Security restricted. */
@Tag("e2e")
class LightClusterJourneyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String NODE_PORT = "endpoint: {type: NodePort}";

  private final KubernetesClient management = Testbed.get().client();
  private TenantNamespace namespace;

  @BeforeEach
  void createNamespace() {
    namespace = TenantNamespace.create(management, "journey");
  }

  @AfterEach
  void deleteNamespace() {
    namespace.close();
  }

  @Test
  void servesThroughThePublishedKubeconfigAndKeepsDataOverPodLossAndPowerOff() {
    var cluster = LightClusters.apply(namespace, "pet", NODE_PORT).awaitCondition("Ready", "True");
    var identity = cluster.uid();
    remember(cluster, "kept");

    assertThat(Owned.by(management, namespace.name(), "pet")).hasSizeBetween(10, 16);

    var oldPod = serverPodUid("pet");
    management.pods().inNamespace(namespace.name()).withName("pet-server-0").delete();
    awaitNewServerPod("pet", oldPod);
    cluster.awaitCondition("Ready", "True");
    assertThat(recalls(cluster, "kept")).isTrue();
    assertThat(cluster.uid()).isEqualTo(identity);

    LightClusters.apply(namespace, "pet", NODE_PORT + "\n  power: Stopped");
    cluster.awaitCondition("Ready", "False", "Stopped");
    await("no pod when off").atMost(PATIENCE).until(() -> serverPods("pet") == 0);

    LightClusters.apply(namespace, "pet", NODE_PORT + "\n  power: Running");
    cluster.awaitCondition("Ready", "True");
    assertThat(recalls(cluster, "kept")).isTrue();
    assertThat(cluster.uid()).isEqualTo(identity);
  }

  @Test
  void leavesNothingWhenDeleted() {
    LightClusters.apply(namespace, "gone", NODE_PORT).awaitCondition("Ready", "True");

    LightClusters.delete(namespace, "gone");

    await("every object gone")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Owned.by(management, namespace.name(), "gone")).isEmpty());
    await("its volume gone")
        .atMost(PATIENCE)
        .until(
            () ->
                management.persistentVolumes().list().getItems().stream()
                    .map(volume -> volume.getSpec().getClaimRef())
                    .filter(Objects::nonNull)
                    .noneMatch(claim -> namespace.name().equals(claim.getNamespace())));
  }

  @Test
  void retainedDataIsTakenOverByANewClusterOfTheSameName() {
    var spec = NODE_PORT + "\n  deletionPolicy: Retain";
    var first = LightClusters.apply(namespace, "phoenix", spec).awaitCondition("Ready", "True");
    var identity = first.uid();
    remember(first, "before");

    LightClusters.delete(namespace, "phoenix");
    await("server gone").atMost(PATIENCE).until(() -> serverPods("phoenix") == 0);
    assertThat(Owned.by(management, namespace.name(), "phoenix"))
        .contains("PersistentVolumeClaim/phoenix-data", "Secret/phoenix-ca", "Secret/phoenix-sa")
        .doesNotContain("StatefulSet/phoenix-server", "Secret/phoenix-kubeconfig");

    var second = LightClusters.apply(namespace, "phoenix", spec).awaitCondition("Ready", "True");
    assertThat(second.uid()).isEqualTo(identity);
    assertThat(recalls(second, "before")).isTrue();
  }

  private void remember(NestedCluster cluster, String name) {
    try (var nested = cluster.client()) {
      nested
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withNamespace("default")
                  .withName(name)
                  .endMetadata()
                  .withData(Map.of("written", "yes"))
                  .build())
          .create();
    }
  }

  private boolean recalls(NestedCluster cluster, String name) {
    try (var nested = cluster.client()) {
      return nested.configMaps().inNamespace("default").withName(name).get() != null;
    }
  }

  private int serverPods(String cluster) {
    return management
        .pods()
        .inNamespace(namespace.name())
        .withLabel("nestling.dev/cluster", cluster)
        .list()
        .getItems()
        .size();
  }

  private String serverPodUid(String cluster) {
    return management
        .pods()
        .inNamespace(namespace.name())
        .withName(cluster + "-server-0")
        .require()
        .getMetadata()
        .getUid();
  }

  private void awaitNewServerPod(String cluster, String oldUid) {
    await("a new server pod")
        .atMost(PATIENCE)
        .until(
            () -> {
              var pod =
                  management
                      .pods()
                      .inNamespace(namespace.name())
                      .withName(cluster + "-server-0")
                      .get();
              return pod != null && !pod.getMetadata().getUid().equals(oldUid);
            });
  }
}
