package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.test.testbed.Machine;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two machines with stock programs join a cluster with the command that a NodePool gives out,
 * {@code kubeadm join}, and need nothing else: not even a network plug-in's configuration.
 */
@Tag("e2e")
@Tag("long")
class JoiningNodeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String POOL = "machines";

  /** No systemd, no kernel modules, cgroup v1. */
  private static final String OF_THE_TESTBED = "SystemVerification";

  @RegisterExtension static final Tenant TENANT = Tenant.named("join");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void machinesBecomeNodesOfAFullCluster() {
    joins(
        TENANT.applyFull("prod", "{}").awaitReady(),
        new Restart("apiserver", "apiServer: {extraArgs: [{name: v, value: \"1\"}]}"));
  }

  @Test
  void machinesBecomeNodesOfALightCluster() {
    joins(
        TENANT.apply("edge", "{}").awaitReady(),
        new Restart("server", "extraArgs: {apiServer: [{name: v, value: \"1\"}]}"));
  }

  /** Other API servers: the component that they are, and the spec that makes others. */
  private record Restart(String component, String spec) {}

  private void joins(NestedCluster cluster, Restart restart) {
    cluster.awaitCondition("AddonsReady", condition -> "True".equals(condition.getStatus()));
    createPool(cluster);
    List<String> join = joinCommand(cluster);
    List<Machine> machines = new ArrayList<>();
    try (var nested = cluster.client()) {
      machines.add(Machine.startNode(Testbed.get(), 0, join));
      machines.add(Machine.startNode(Testbed.get(), 1, join));
      machines.forEach(machine -> awaitNode(nested, machine));
      awaitCounted(cluster);
      awaitAddons(nested);
      Pod dns = pods(nested, "kube-system", "k8s-app=kube-dns").getFirst();
      assertThat(log(nested, dns)).as("through the tunnel").contains("CoreDNS");
      Pages.awaitServedOnBothNodes(nested);
      KeptFile.awaitKept(nested);
      ReachedPods.awaitForwarded(nested, Pages.pods(nested).getFirst());
      ReachedPods.awaitWebhookAsked(nested);

      restartApiServers(cluster, restart);
      assertThat(log(nested, dns)).as("through new tunnels").contains("CoreDNS");
    } finally {
      machines.forEach(Machine::close);
    }
  }

  private void createPool(NestedCluster cluster) {
    management
        .resource(
            management
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: NodePool
                    metadata: {name: %s, namespace: %s}
                    spec:
                      source: {type: SelfJoin}
                      workers:
                        clusterRef: {kind: %s, name: %s}
                        labels: {example.com/site: berlin}
                        taints: [{key: example.com/slow, effect: PreferNoSchedule}]
                    """
                        .formatted(POOL, cluster.namespace(), cluster.kind(), cluster.name()),
                    NodePool.class))
        .create();
    await("machines can join")
        .atMost(PATIENCE)
        .until(() -> conditions(cluster).contains("Ready=True"));
  }

  private List<String> conditions(NestedCluster cluster) {
    return Optional.ofNullable(pool(cluster).get().getStatus())
        .map(NodePoolStatus::conditions)
        .orElse(List.of())
        .stream()
        .map(condition -> condition.getType() + "=" + condition.getStatus())
        .toList();
  }

  private Resource<NodePool> pool(NestedCluster cluster) {
    return management.resources(NodePool.class).inNamespace(cluster.namespace()).withName(POOL);
  }

  /** What somebody pastes, without the name of the program. */
  private List<String> joinCommand(NestedCluster cluster) {
    Secret secret =
        management.secrets().inNamespace(cluster.namespace()).withName(POOL + "-join").get();
    String command =
        new String(
            Base64.getDecoder().decode(secret.getData().get("kubeadm-join")),
            StandardCharsets.UTF_8);
    assertThat(command).startsWith("kubeadm join ");
    List<String> arguments =
        new ArrayList<>(List.of(command.substring("kubeadm join ".length()).split(" ")));
    arguments.add("--ignore-preflight-errors=" + OF_THE_TESTBED);
    return arguments;
  }

  private static void awaitNode(KubernetesClient nested, Machine machine) {
    await("the node is ready, with what its pool gives it")
        .atMost(PATIENCE)
        .failFast("the machine ended", () -> !machine.runs())
        .until(
            () ->
                Optional.ofNullable(nested.nodes().withName(machine.name()).get())
                    .filter(Readiness.getInstance()::isReady)
                    .filter(JoiningNodeTest::isMarked)
                    .isPresent());
  }

  private static boolean isMarked(Node node) {
    return "berlin".equals(node.getMetadata().getLabels().get("example.com/site"))
        && node.getSpec().getTaints().stream()
            .anyMatch(taint -> taint.getKey().equals("example.com/slow"));
  }

  private void awaitCounted(NestedCluster cluster) {
    await("the pool knows its nodes")
        .atMost(PATIENCE)
        .until(() -> "2/2".equals(pool(cluster).get().getStatus().readyNodes()));
    assertThat(conditions(cluster)).contains("NodesReady=True");
  }

  private static void awaitAddons(KubernetesClient nested) {
    for (String selector :
        List.of(
            "k8s-app=flannel",
            "k8s-app=kube-proxy",
            "k8s-app=konnectivity-agent",
            "k8s-app=kube-dns",
            "k8s-app=local-path-provisioner")) {
      await(selector + " runs")
          .atMost(PATIENCE)
          .until(
              () ->
                  pods(nested, "kube-system", selector).stream()
                      .anyMatch(Readiness.getInstance()::isReady));
    }
  }

  private static List<Pod> pods(KubernetesClient nested, String namespace, String selector) {
    return nested.pods().inNamespace(namespace).withLabelSelector(selector).list().getItems();
  }

  /** The first request through a new tunnel may come before the node's agent has dialled it. */
  private static String log(KubernetesClient nested, Pod pod) {
    return await("the log of " + pod.getMetadata().getName())
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(
            () ->
                nested
                    .pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .getLog(),
            text -> text != null && !text.isEmpty());
  }

  private void restartApiServers(NestedCluster cluster, Restart restart) {
    var old =
        management
            .pods()
            .inNamespace(cluster.namespace())
            .withLabel("app.kubernetes.io/component", restart.component())
            .withLabel("nestling.dev/cluster", cluster.name());
    List<Pod> before = old.list().getItems();
    cluster.apply(restart.spec());
    await("other API servers")
        .atMost(PATIENCE)
        .until(
            () ->
                before.stream().allMatch(this::isGone)
                    && cluster
                        .condition("Progressing")
                        .filter(found -> "Settled".equals(found.getReason()))
                        .isPresent());
  }

  /** A StatefulSet's new pod has the name of the old one. */
  private boolean isGone(Pod pod) {
    Pod found = management.resource(pod).get();
    return found == null || !found.getMetadata().getUid().equals(pod.getMetadata().getUid());
  }
}
