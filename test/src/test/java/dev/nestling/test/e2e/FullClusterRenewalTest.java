package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All certificates of a FullCluster are renewed, and nobody who uses it notices. */
@Tag("e2e")
@Tag("long")
class FullClusterRenewalTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Past two thirds of a leaf's year. */
  private static final Duration AGE = Duration.ofDays(300);

  private static final List<String> ETCD = List.of("etcd-0", "etcd-1", "etcd-2");
  private static final List<String> OTHERS =
      List.of("apiserver", "konnectivity", "controller-manager", "scheduler");

  @RegisterExtension static final Tenant TENANT = Tenant.named("renewals");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void everyLeafIsRenewedWithoutAFailedRequest() throws InterruptedException {
    var cluster = TENANT.applyFull("prod", "endpoint: {type: NodePort}").awaitReady();
    var control = new ControlPlane(cluster);
    control.awaitSettled();
    var first = ServedCertificate.of(cluster);
    var writer = SteadyWriter.start(cluster, "renewals");

    Map<String, Map<String, String>> aged =
        Stream.concat(ETCD.stream(), OTHERS.stream())
            .collect(
                Collectors.toMap(
                    role -> role,
                    role ->
                        AgedCertificates.of(
                            secret(role), leaf -> secret(authority(role, leaf)), AGE)));
    aged.forEach(this::replace);
    cluster.annotate("test", "look again");
    await("all leaves renewed")
        .atMost(PATIENCE)
        .until(() -> aged.keySet().stream().allMatch(this::isYoung));
    await("the new certificate is served")
        .atMost(PATIENCE)
        .until(
            () -> {
              var served = ServedCertificate.of(cluster).certificate();
              return !served.equals(first.certificate())
                  && served.equals(AgedCertificates.certificate(secret("apiserver"), "apiserver"));
            });
    control.awaitSettled();
    writer.awaitMoreWritten(PATIENCE);

    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
    try (var nested = cluster.client()) {
      nested
          .resource(new NamespaceBuilder().withNewMetadata().withName("new").endMetadata().build())
          .create();
      await("the controllers work")
          .atMost(PATIENCE)
          .until(
              () -> nested.serviceAccounts().inNamespace("new").withName("default").get() != null);
    }
  }

  private static String authority(String role, String leaf) {
    if (ETCD.contains(role) || leaf.equals("apiserver-etcd-client")) {
      return "etcd";
    }
    return leaf.equals("front-proxy-client") ? "proxy" : "ca";
  }

  private boolean isYoung(String role) {
    Secret leaves = secret(role);
    return leaves.getData().keySet().stream()
        .filter(file -> file.endsWith(".crt"))
        .map(file -> AgedCertificates.certificate(leaves, file.replace(".crt", "")))
        .allMatch(
            certificate ->
                certificate
                    .getNotBefore()
                    .toInstant()
                    .isAfter(Instant.now().minus(Duration.ofDays(1))));
  }

  private Secret secret(String role) {
    return management
        .secrets()
        .inNamespace(TENANT.namespace().name())
        .withName("prod-" + role)
        .require();
  }

  private void replace(String role, Map<String, String> data) {
    Edit.of(
        management.secrets().inNamespace(TENANT.namespace().name()).withName("prod-" + role),
        secret -> {
          secret.setData(data);
          return secret;
        });
  }
}
