package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.kubeadm.BootstrapToken;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.Fingerprint;
import dev.nestling.test.testbed.Machine;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A machine with stock programs joins a cluster with one command, {@code kubeadm join}. */
@Tag("e2e")
@Tag("long")
class JoiningNodeTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final BootstrapToken TOKEN = new BootstrapToken("join01", "0123456789abcdef");

  /** No systemd, no kernel modules, cgroup v1. */
  private static final String OF_THE_TESTBED = "SystemVerification";

  @RegisterExtension static final Tenant TENANT = Tenant.named("join");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void itGetsReadyInAFullClusterTheAddonsRunOnItAndTheTunnelReachesIt() {
    joins(
        TENANT.applyFull("prod", "{}").awaitReady(),
        new Restart("apiserver", "apiServer: {extraArgs: [{name: v, value: \"1\"}]}"));
  }

  @Test
  void itGetsReadyInALightClusterTheAddonsRunOnItAndTheTunnelReachesIt() {
    joins(
        TENANT.apply("edge", "{}").awaitReady(),
        new Restart("server", "extraArgs: {apiServer: [{name: v, value: \"1\"}]}"));
  }

  /** Other API servers: the component that they are, and the spec that makes others. */
  private record Restart(String component, String spec) {}

  private void joins(NestedCluster cluster, Restart restart) {
    cluster.awaitCondition("AddonsReady", condition -> "True".equals(condition.getStatus()));
    try (var nested = cluster.client()) {
      nested
          .resource(TOKEN.toSecret(Instant.now().plus(Duration.ofHours(1)), "of a test"))
          .create();
      try (var machine = Machine.startNode(Testbed.get(), 0, join(cluster))) {
        await("the node is ready")
            .atMost(PATIENCE)
            .failFast("the machine ended", () -> !machine.runs())
            .until(
                () -> {
                  var node = nested.nodes().withName(machine.name()).get();
                  return node != null && Readiness.getInstance().isReady(node);
                });
        awaitAddons(nested);
        Pod dns = pods(nested, "k8s-app=kube-dns").getFirst();
        assertThat(log(nested, dns)).as("through the tunnel").contains("CoreDNS");

        restartApiServers(cluster, restart);
        assertThat(log(nested, dns)).as("through new tunnels").contains("CoreDNS");
      }
    }
  }

  /** What somebody types who was given a token, and the pin of the authority with it. */
  private static List<String> join(NestedCluster cluster) {
    var server = Kubeconfig.parse(cluster.kubeconfig()).orElseThrow().server();
    return List.of(
        URI.create(server.url()).getAuthority(),
        "--token",
        TOKEN.text(),
        "--discovery-token-ca-cert-hash",
        Fingerprint.publicKeyPin(server.caPem()),
        "--ignore-preflight-errors=" + OF_THE_TESTBED);
  }

  private static void awaitAddons(KubernetesClient nested) {
    for (String selector :
        List.of("k8s-app=kube-proxy", "k8s-app=konnectivity-agent", "k8s-app=kube-dns")) {
      await(selector + " runs")
          .atMost(PATIENCE)
          .until(() -> pods(nested, selector).stream().anyMatch(Readiness.getInstance()::isReady));
    }
  }

  private static List<Pod> pods(KubernetesClient nested, String selector) {
    return nested.pods().inNamespace("kube-system").withLabelSelector(selector).list().getItems();
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
