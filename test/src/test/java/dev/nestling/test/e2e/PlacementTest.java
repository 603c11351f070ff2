package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.test.testbed.Machine;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Control planes run on the nodes of their pool: three machines beside the first node. */
@Tag("e2e")
@Tag("long")
class PlacementTest {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final String LABEL = "test/hardware";
  private static final List<Machine> MACHINES = new ArrayList<>();

  @RegisterExtension static final Tenant TENANT = Tenant.named("placed");

  private final KubernetesClient management = Testbed.get().client();

  @BeforeAll
  static void start() {
    for (int number = 1; number <= 3; number++) {
      Machine machine = Machine.startManagementNode(Testbed.get(), number);
      MACHINES.add(machine);
      Testbed.get().kubectl("label", "node", machine.name(), LABEL + "=yes", "--overwrite");
    }
  }

  @AfterAll
  static void end() {
    for (Machine machine : MACHINES) {
      machine.close();
      Testbed.get().client().nodes().withName(machine.name()).delete();
    }
    MACHINES.clear();
  }

  @BeforeEach
  void offer() {
    pool("");
  }

  @AfterEach
  void takeBack() {
    MACHINES.forEach(machine -> Testbed.get().kubectl("uncordon", machine.name()));
    management
        .resources(NodePool.class)
        .inNamespace(TENANT.namespace().name())
        .withName("hardware")
        .delete();
  }

  /** In the tenant's own namespace: whoever runs the tests may offer what there is. */
  private void pool(String hosting) {
    NodePool pool =
        management
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: NodePool
                metadata: {name: hardware, namespace: %s}
                spec:
                  source:
                    type: Nodes
                    nodes: {selector: {matchLabels: {%s: "yes"}}, dedicate: true}
                  hosting: {%s}
                """
                    .formatted(TENANT.namespace().name(), LABEL, hosting),
                NodePool.class);
    management.resource(pool).fieldManager("e2e").forceConflicts().serverSideApply();
  }

  private static Set<String> machineNames() {
    return MACHINES.stream().map(Machine::name).collect(Collectors.toSet());
  }

  private Set<String> nodesOf(String component) {
    return management
        .pods()
        .inNamespace(TENANT.namespace().name())
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .map((Pod pod) -> pod.getSpec().getNodeName())
        .collect(Collectors.toSet());
  }

  @Test
  void clustersRunOnTheirPoolAndWaitForRoom() {
    pool("maxClusters: 1");
    var first = TENANT.apply("first", "placement: {nodePoolRef: {name: hardware}}").awaitReady();
    first.awaitCondition("Placed", condition -> "True".equals(condition.getStatus()));
    assertThat(machineNames()).containsAll(nodesOf("server"));

    var second = TENANT.apply("second", "placement: {nodePoolRef: {name: hardware}}");
    second.awaitFalse("Placed", "NoRoom");
    second.awaitFalse("Ready", "NoRoom");
    assertThat(second.pod()).isEmpty();
    first.delete();
    second.awaitReady();

    var elsewhere = TENANT.apply("anywhere", "{}").awaitReady();
    assertThat(elsewhere.requirePod().getSpec().getNodeName())
        .as("dedicated nodes are for placed clusters alone")
        .isNotIn(machineNames());
  }

  @Test
  void aFullClusterIsSpreadAndADrainedNodeCostsNoRequest() throws InterruptedException {
    NestedCluster cluster =
        TENANT.applyFull(
            "prod",
            """
            placement: {nodePoolRef: {name: hardware}}
            endpoint: {type: NodePort}
            """);
    cluster.awaitReady();
    var control = new ControlPlane(cluster);
    control.awaitSettled();
    assertThat(nodesOf("etcd")).isEqualTo(machineNames());
    for (String component : List.of("apiserver", "controller-manager", "scheduler")) {
      assertThat(machineNames()).as(component).containsAll(nodesOf(component));
    }

    var writer = SteadyWriter.start(cluster, "drained");
    String drained = control.pods("apiserver").getFirst().getSpec().getNodeName();
    Testbed.get()
        .kubectl(
            "drain", drained, "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=240s");
    await("no API server is there any more")
        .atMost(PATIENCE)
        .until(() -> !nodesOf("apiserver").contains(drained));
    control.awaitReady("apiserver", 2);
    // A member's volume is tied to its node here.
    cluster.awaitCondition("EtcdHealthy", condition -> "False".equals(condition.getStatus()));
    int written = writer.written();
    await("writes go on")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(writer.written())
                    .as(() -> "with these failures: " + writer.failures())
                    .isGreaterThan(written + 20));
    assertThat(writer.failures()).isEmpty();

    Testbed.get().kubectl("uncordon", drained);
    control.awaitMembers(3);
    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
    assertThat(management.nodes().withName(drained).require().getMetadata().getLabels())
        .containsKey(PoolMark.KEY);
  }
}
