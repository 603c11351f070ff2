package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All certificates of a running cluster are renewed, and nobody who uses it notices. */
@Tag("e2e")
class CertificateRenewalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Past two thirds of a leaf's year. */
  private static final Duration AGE = Duration.ofDays(300);

  @RegisterExtension static final Tenant TENANT = Tenant.named("renewal");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void everyLeafIsRenewedUnderLoadWithoutAFailedRequest() throws InterruptedException {
    var cluster = TENANT.apply("evergreen", "{}").awaitReady();
    var pod = cluster.requirePod();
    var first = ServedCertificate.of(cluster);
    var aged =
        AgedCertificates.of(
            leaves(), leaf -> secret(leaf.equals("front-proxy-client") ? "proxy" : "ca"), AGE);

    try (var callers = Callers.of(cluster)) {
      replaceLeaves(aged);
      cluster.annotate("test", "look again");
      await("all leaves renewed").atMost(PATIENCE).until(() -> isAnew(leaves(), aged));
      cluster.wakeKubelet();

      var renewed = AgedCertificates.certificate(leaves(), "apiserver");
      assertThat(renewed).isNotEqualTo(first.certificate());
      await("the new certificate is served")
          .atMost(PATIENCE)
          .until(() -> ServedCertificate.of(cluster).certificate().equals(renewed));
      int before = callers.answers();
      await("more requests").atMost(PATIENCE).until(() -> callers.answers() > before + 100);
      assertThat(callers.failures()).isEmpty();
    }

    assertThat(cluster.requirePod().getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(cluster.restarts()).isZero();
    assertControllersWork(cluster);
  }

  /** None of the pairs is the aged one, and each certificate is young. */
  private static boolean isAnew(Secret leaves, Map<String, String> aged) {
    return leaves.getData().keySet().equals(aged.keySet())
        && aged.entrySet().stream()
            .noneMatch(entry -> entry.getValue().equals(leaves.getData().get(entry.getKey())))
        && aged.keySet().stream()
            .filter(file -> file.endsWith(".crt"))
            .map(file -> AgedCertificates.certificate(leaves, file.replace(".crt", "")))
            .allMatch(
                certificate ->
                    certificate
                        .getNotBefore()
                        .toInstant()
                        .isAfter(Instant.now().minus(Duration.ofDays(1))));
  }

  /** The controllers' own certificates were renewed too: a namespace gets its ServiceAccount. */
  private static void assertControllersWork(NestedCluster cluster) {
    try (var nested = cluster.client()) {
      nested
          .resource(new NamespaceBuilder().withNewMetadata().withName("new").endMetadata().build())
          .create();
      await("a ServiceAccount")
          .atMost(PATIENCE)
          .until(
              () -> nested.serviceAccounts().inNamespace("new").withName("default").get() != null);
    }
  }

  private Secret leaves() {
    return secret("server-certs");
  }

  private Secret secret(String role) {
    return management
        .secrets()
        .inNamespace(TENANT.namespace().name())
        .withName("evergreen-" + role)
        .require();
  }

  private void replaceLeaves(Map<String, String> data) {
    Edit.of(
        management
            .secrets()
            .inNamespace(TENANT.namespace().name())
            .withName("evergreen-server-certs"),
        secret -> {
          secret.setData(data);
          return secret;
        });
  }
}
