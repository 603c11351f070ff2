package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.InstalledOperator;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator dies and comes back: work in progress goes on, and what is at rest stays so. */
@Tag("e2e")
class OperatorLossTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REST = Duration.ofSeconds(60);

  @RegisterExtension static final Tenant TENANT = Tenant.named("orphans");

  private final KubernetesClient management = Testbed.get().client();
  private final InstalledOperator operator = Testbed.get().operator();

  @Test
  void clustersBeingCreatedConvergeAfterItIsKilled() {
    var clusters =
        Stream.of("huey", "dewey", "louie").map(name -> TENANT.apply(name, "{}")).toList();
    await("the first objects")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> !owned("huey").isEmpty());

    operator.kill();
    operator.awaitReady();

    clusters.forEach(NestedCluster::awaitReady);
    for (var cluster : clusters) {
      assertThat(owned(cluster.name()).stream().map(name -> name.replace(cluster.name(), "x")))
          .as("nothing twice, nothing missing")
          .doesNotHaveDuplicates()
          .containsExactlyInAnyOrderElementsOf(expected());
      assertThat(cluster.restarts()).isZero();
    }
  }

  /** What the kinds of {@link Owned} hold for one cluster with the defaults. */
  private static List<String> expected() {
    return List.of(
        "ConfigMap/x-server-config",
        "NetworkPolicy/x-server",
        "PersistentVolumeClaim/x-data",
        "Secret/x-ca",
        "Secret/x-encryption",
        "Secret/x-kubeconfig",
        "Secret/x-kubeconfig-internal",
        "Secret/x-proxy",
        "Secret/x-sa",
        "Secret/x-server-certs",
        "Service/x-api",
        "ServiceAccount/x-server",
        "StatefulSet/x-server");
  }

  @Test
  void aNewOperatorLeavesEverythingAsItIs() throws InterruptedException {
    var cluster = TENANT.apply("calm", "{}").awaitReady();
    cluster.awaitCondition("Progressing", condition -> condition.getReason().equals("Settled"));
    cluster.awaitCondition("EndpointReachable", condition -> "True".equals(condition.getStatus()));
    cluster.awaitCondition("AddonsReady", condition -> "True".equals(condition.getStatus()));
    var before = versions(cluster);

    operator.restart();
    Thread.sleep(REST);

    assertThat(versions(cluster)).isEqualTo(before);
    assertThat(cluster.restarts()).isZero();
  }

  /** The resource version of the cluster, of its pod and of everything that it owns. */
  private Map<String, String> versions(NestedCluster cluster) {
    var versions =
        Owned.objects(management, cluster.namespace(), cluster.name()).stream()
            .collect(Collectors.toMap(Owned::name, Owned::version));
    var object = cluster.object().orElseThrow();
    versions.put(Owned.name(object), Owned.version(object));
    var pod = cluster.requirePod();
    versions.put(Owned.name(pod), Owned.version(pod));
    return versions;
  }

  private List<String> owned(String cluster) {
    return Owned.by(management, TENANT.namespace().name(), cluster);
  }
}
