package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A FullCluster from apply to delete, in a namespace that enforces Pod Security restricted. */
@Tag("e2e")
class FullClusterJourneyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String NODE_PORT = "endpoint: {type: NodePort}";

  @RegisterExtension static final Tenant TENANT = Tenant.named("full");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void servesThroughThePublishedKubeconfigKeepsDataOverPowerOffAndLeavesNothing() {
    var cluster = TENANT.applyFull("prod", NODE_PORT);
    cluster.awaitReady();
    awaitSettled(cluster);
    assertThat(pods()).hasSizeLessThanOrEqualTo(10);
    assertThat(owned("prod")).hasSizeBetween(30, 60);
    hasWhatJoiningNeeds(cluster);
    var identity = cluster.uid();
    cluster.remember("kept");

    cluster.apply(NODE_PORT + "\npower: Stopped");
    cluster.awaitFalse("Ready", "Stopped");
    await("no pods").atMost(PATIENCE).until(() -> pods().isEmpty());

    cluster.apply(NODE_PORT + "\npower: Running");
    cluster.awaitAnswer();
    assertThat(cluster.recalls("kept")).isTrue();
    assertThat(cluster.uid()).isEqualTo(identity);

    cluster.delete();
    await("every object gone")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(owned("prod")).isEmpty());
    await("no pods").atMost(PATIENCE).until(() -> pods().isEmpty());
  }

  private static void hasWhatJoiningNeeds(NestedCluster cluster) {
    cluster.awaitCondition("AddonsReady", condition -> "True".equals(condition.getStatus()));
    try (var nested = cluster.client()) {
      assertThat(
              nested
                  .configMaps()
                  .inNamespace("kube-public")
                  .withName("cluster-info")
                  .get()
                  .getData())
          .containsKey("kubeconfig");
      assertThat(nested.configMaps().inNamespace("kube-system").list().getItems())
          .extracting(found -> found.getMetadata().getName())
          .contains("kubeadm-config", "kubelet-config", "coredns", "kube-proxy");
      assertThat(
              nested.endpoints().inNamespace("default").withName("kubernetes").get().getSubsets())
          .hasSize(1);
      await("a controller manager works")
          .atMost(PATIENCE)
          .until(
              () ->
                  nested.serviceAccounts().inNamespace("default").withName("default").get()
                      != null);
    }
  }

  private static void awaitSettled(NestedCluster cluster) {
    cluster.awaitCondition("Progressing", condition -> "Settled".equals(condition.getReason()));
    cluster.awaitCondition("EtcdHealthy", condition -> "True".equals(condition.getStatus()));
  }

  private List<Pod> pods() {
    return management.pods().inNamespace(TENANT.namespace().name()).list().getItems();
  }

  private List<String> owned(String cluster) {
    return Owned.by(management, TENANT.namespace().name(), cluster);
  }
}
