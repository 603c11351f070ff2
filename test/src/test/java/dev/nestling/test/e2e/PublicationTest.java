package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The API's addresses and names change while the cluster runs, and no change restarts it. */
@Tag("e2e")
class PublicationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String BALANCER = "pending.balancer.example.com";

  @RegisterExtension static final Tenant TENANT = Tenant.named("published");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void namesBalancersAndPoliciesChangeWithoutARestart() {
    var cluster = TENANT.apply("open", "{}").awaitReady();
    var pod = cluster.requirePod();
    assertThat(owned()).contains("NetworkPolicy/open-server");

    cluster.apply(
        """
        endpoint: {type: LoadBalancer, extraSANs: [api.example.com, 192.0.2.77, '2001:db8::77']}
        """);
    awaitNames("api.example.com", "192.0.2.77", "2001:db8:0:0:0:0:0:77");
    cluster.awaitCondition(
        "Progressing", condition -> condition.getReason().equals("LoadBalancerPending"));
    giveBalancer(BALANCER);
    await("the balancer is published").atMost(PATIENCE).until(() -> host(cluster).equals(BALANCER));
    awaitNames(BALANCER);
    assertThat(cluster.publishedHost().orElseThrow()).isEqualTo(BALANCER);

    cluster.apply("endpoint: {type: NodePort}\nnetwork: {policy: None}");
    await("no policy")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(owned()).doesNotContain("NetworkPolicy/open-server"));
    await("another address is published")
        .atMost(PATIENCE)
        .until(() -> !host(cluster).equals(BALANCER));
    cluster.awaitAnswer();
    cluster.apply("endpoint: {type: NodePort}");
    await("the policy is back")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(owned()).contains("NetworkPolicy/open-server"));
    assertThat(cluster.requirePod().getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(cluster.restarts()).isZero();
  }

  private void awaitNames(String... names) {
    var cluster = NestedCluster.light(TENANT.namespace(), "open");
    await("a certificate with " + List.of(names))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              cluster.wakeKubelet();
              return ServedCertificate.of(cluster).names().containsAll(List.of(names));
            });
  }

  private static String host(NestedCluster cluster) {
    var config = Kubeconfig.parse(cluster.kubeconfig()).orElseThrow();
    return Objects.requireNonNull(java.net.URI.create(config.server().url()).getHost());
  }

  /** As a balancer that has nothing but a name does. */
  private void giveBalancer(String hostname) {
    management
        .services()
        .inNamespace(TENANT.namespace().name())
        .withName("open-api")
        .editStatus(
            service -> {
              service
                  .getStatus()
                  .getLoadBalancer()
                  .setIngress(
                      List.of(new LoadBalancerIngressBuilder().withHostname(hostname).build()));
              return service;
            });
  }

  private List<String> owned() {
    return Owned.by(management, TENANT.namespace().name(), "open");
  }
}
