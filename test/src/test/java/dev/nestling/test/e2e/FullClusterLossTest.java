package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a FullCluster survives while a client writes that never retries. */
@Tag("e2e")
@Tag("long")
class FullClusterLossTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String NODE_PORT = "endpoint: {type: NodePort}\n";

  @RegisterExtension static final Tenant TENANT = Tenant.named("loss");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void podsThatEndGracefullyCostNoRequest() throws InterruptedException {
    var control = settled();
    var cluster = control.cluster();
    var writer = SteadyWriter.start(cluster, "graceful");
    for (String role : List.of("apiserver", "controller-manager", "scheduler", "etcd")) {
      for (Pod pod : control.pods(role)) {
        management.resource(pod).delete();
        control.awaitReplaced(role, pod);
        control.awaitSettled();
      }
    }
    writer.awaitMoreWritten(PATIENCE);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void rollingChangesOfEverythingCostNoRequest() throws InterruptedException {
    var control = settled();
    var cluster = control.cluster();
    Set<String> before = control.uids("etcd");
    var writer = SteadyWriter.start(cluster, "rolling");
    cluster.apply(
        NODE_PORT
            + """
            apiServer: {extraArgs: [{name: v, value: "1"}]}
            controllerManager: {extraArgs: [{name: v, value: "1"}]}
            scheduler: {extraArgs: [{name: v, value: "1"}]}
            etcd: {resources: {limits: {memory: 3Gi}}}
            """);
    await("every member was restarted")
        .atMost(PATIENCE)
        .until(() -> control.uids("etcd").stream().noneMatch(before::contains));
    control.awaitMembers(3);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void membersComeGoAndAreReplacedWithoutALostWrite() throws InterruptedException {
    var control = settled();
    var cluster = control.cluster();
    var writer = SteadyWriter.start(cluster, "members");
    for (int members : List.of(5, 3)) {
      cluster.apply(NODE_PORT + "etcd: {replicas: " + members + "}");
      control.awaitMembers(members);
    }
    assertThat(writer.failures()).isEmpty();
    Pod member = control.pods("etcd").getFirst();
    management
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace())
        .withName(claimOf(member))
        .delete();
    management.resource(member).delete();
    control.awaitReplaced("etcd", member);
    control.awaitMembers(3);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void killedProcessesLoseNoAcknowledgedWrite() throws InterruptedException {
    var control = settled();
    var cluster = control.cluster();
    var writer = SteadyWriter.start(cluster, "killed");
    for (Pod pod : control.pods("etcd")) {
      Testbed.get().node().kill(pod);
      control.awaitReady("etcd", 3);
      control.awaitSettled();
    }
    writer.awaitMoreWritten(PATIENCE);
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void withoutAQuorumNothingIsDeletedAndItComesBack() {
    var control = settled();
    var cluster = control.cluster();
    cluster.remember("kept");
    Set<String> claims = claims(cluster);
    cordoned(true);
    try {
      control.pods("etcd").subList(0, 2).forEach(pod -> management.resource(pod).delete());
      cluster.awaitFalse("EtcdHealthy", "EtcdQuorumLost");
      assertThat(claims(cluster)).isEqualTo(claims);
    } finally {
      cordoned(false);
    }
    cluster.awaitAnswer();
    control.awaitSettled();
    assertThat(cluster.recalls("kept")).isTrue();
  }

  /** A new pod finds no node while this is so. */
  private void cordoned(boolean unschedulable) {
    Testbed.get()
        .kubectl(
            unschedulable ? "cordon" : "uncordon",
            management.nodes().list().getItems().getFirst().getMetadata().getName());
  }

  private static ControlPlane settled() {
    var control = new ControlPlane(TENANT.applyFull("prod", NODE_PORT).awaitReady());
    control.awaitSettled();
    return control;
  }

  private static String claimOf(Pod member) {
    String pod = member.getMetadata().getName();
    return pod.substring(0, pod.lastIndexOf('-'));
  }

  private Set<String> claims(NestedCluster cluster) {
    return management
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace())
        .list()
        .getItems()
        .stream()
        .map(claim -> claim.getMetadata().getUid())
        .collect(Collectors.toSet());
  }
}
