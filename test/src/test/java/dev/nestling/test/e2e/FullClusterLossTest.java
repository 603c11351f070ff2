package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
    var cluster = settled(NODE_PORT);
    var writer = SteadyWriter.start(cluster, "graceful");
    for (String role : List.of("apiserver", "controller-manager", "scheduler", "etcd")) {
      for (Pod pod : pods(role)) {
        management.resource(pod).delete();
        awaitReplaced(role, pod);
        awaitSettled(cluster);
      }
    }
    int written = writer.written();
    await("writes go on").atMost(PATIENCE).until(() -> writer.written() > written + 20);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void rollingChangesOfEverythingCostNoRequest() throws InterruptedException {
    var cluster = settled(NODE_PORT);
    Set<String> before = uids("etcd");
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
        .until(() -> uids("etcd").stream().noneMatch(before::contains));
    awaitMembers(cluster, 3);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void membersComeGoAndAreReplacedWithoutALostWrite() throws InterruptedException {
    var cluster = settled(NODE_PORT);
    var writer = SteadyWriter.start(cluster, "members");
    for (int members : List.of(5, 3)) {
      cluster.apply(NODE_PORT + "etcd: {replicas: " + members + "}");
      awaitMembers(cluster, members);
    }
    assertThat(writer.failures()).isEmpty();
    Pod member = pods("etcd").getFirst();
    management
        .persistentVolumeClaims()
        .inNamespace(cluster.namespace())
        .withName(claimOf(member))
        .delete();
    management.resource(member).delete();
    awaitReplaced("etcd", member);
    awaitMembers(cluster, 3);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void killedProcessesLoseNoAcknowledgedWrite() throws InterruptedException {
    var cluster = settled(NODE_PORT);
    var writer = SteadyWriter.start(cluster, "killed");
    for (Pod pod : pods("etcd")) {
      Testbed.get().node().kill(pod);
      awaitReadyAgain("etcd", 3);
      awaitSettled(cluster);
    }
    int written = writer.written();
    await("writes go on").atMost(PATIENCE).until(() -> writer.written() > written + 20);
    assertThat(writer.lost()).isEmpty();
  }

  @Test
  void withoutAQuorumNothingIsDeletedAndItComesBack() {
    var cluster = settled(NODE_PORT);
    cluster.remember("kept");
    Set<String> claims = claims(cluster);
    cordoned(true);
    try {
      pods("etcd").subList(0, 2).forEach(pod -> management.resource(pod).delete());
      cluster.awaitFalse("EtcdHealthy", "EtcdQuorumLost");
      assertThat(claims(cluster)).isEqualTo(claims);
    } finally {
      cordoned(false);
    }
    cluster.awaitAnswer();
    awaitSettled(cluster);
    assertThat(cluster.recalls("kept")).isTrue();
  }

  /** A new pod finds no node while this is so. */
  private void cordoned(boolean unschedulable) {
    Testbed.get()
        .kubectl(
            unschedulable ? "cordon" : "uncordon",
            management.nodes().list().getItems().getFirst().getMetadata().getName());
  }

  private NestedCluster settled(String spec) {
    var cluster = TENANT.applyFull("prod", spec);
    cluster.awaitReady();
    awaitSettled(cluster);
    return cluster;
  }

  private static void awaitSettled(NestedCluster cluster) {
    cluster.awaitCondition("EtcdHealthy", condition -> "True".equals(condition.getStatus()));
    cluster.awaitCondition("Progressing", condition -> "Settled".equals(condition.getReason()));
  }

  private void awaitMembers(NestedCluster cluster, int members) {
    await(members + " members vote")
        .atMost(PATIENCE)
        .until(
            () ->
                cluster
                    .object()
                    .map(found -> found.get("status", "etcd", "ready"))
                    .filter((members + "/" + members)::equals)
                    .isPresent());
    awaitSettled(cluster);
    await(members + " pods of etcd").atMost(PATIENCE).until(() -> pods("etcd").size() == members);
  }

  private void awaitReplaced(String role, Pod old) {
    int wanted = role.equals("etcd") ? 3 : 2;
    await("another pod for " + old.getMetadata().getName())
        .atMost(PATIENCE)
        .until(
            () ->
                pods(role).stream()
                    .noneMatch(
                        pod ->
                            Objects.equals(
                                pod.getMetadata().getUid(), old.getMetadata().getUid())));
    awaitReadyAgain(role, wanted);
  }

  private void awaitReadyAgain(String role, int wanted) {
    await(wanted + " ready pods of " + role)
        .atMost(PATIENCE)
        .until(
            () -> pods(role).stream().filter(Readiness.getInstance()::isReady).count() == wanted);
  }

  private List<Pod> pods(String role) {
    return management
        .pods()
        .inNamespace(TENANT.namespace().name())
        .withLabel("app.kubernetes.io/component", role)
        .list()
        .getItems();
  }

  private Set<String> uids(String role) {
    return pods(role).stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
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
