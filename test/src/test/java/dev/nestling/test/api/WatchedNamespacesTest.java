package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.runtime.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A LightCluster operator that looks at one namespace, with the shipped rights there and no others,
 * on a real API server.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class WatchedNamespacesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final String inside;
  private final String outside;
  private final Config restricted;
  private RestrictedLightClusters operator;

  WatchedNamespacesTest(ManagementApi.Server server) throws IOException {
    this.server = server;
    admin = server.client();
    inside = server.newNamespace("inside", Map.of());
    outside = server.newNamespace("outside");
    restricted = ShippedRights.installInNamespace(server, inside);
    operator = start();
  }

  private RestrictedLightClusters start() {
    return RestrictedLightClusters.start(server, restricted, WatchedNamespaces.of(List.of(inside)));
  }

  @AfterEach
  void close() {
    List.of(inside, outside).forEach(namespace -> cluster(namespace).delete());
    await("clusters are gone").atMost(PATIENCE).until(() -> cluster(inside).get() == null);
    operator.close();
    List.of(inside, outside).forEach(name -> admin.namespaces().withName(name).delete());
  }

  private Resource<LightCluster> cluster(String namespace) {
    return admin.resources(LightCluster.class).inNamespace(namespace).withName("c");
  }

  private void create(String namespace, String spec) {
    admin
        .resource(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: LightCluster
            metadata: {name: c, namespace: %s}
            spec: {network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}%s}
            """
                .formatted(namespace, spec))
        .create();
  }

  @Test
  void itWorksWhereItWasToldToAndNowhereElse() {
    create(outside, "");
    create(inside, "");

    await("the cluster is made").atMost(PATIENCE).until(() -> secret(inside).isPresent());
    awaitReason("Valid", "Accepted");
    LightCluster unseen = cluster(outside).require();
    assertThat(unseen.getStatus()).isNull();
    assertThat(unseen.getMetadata().getFinalizers()).isEmpty();
    assertThat(admin.rbac().roleBindings().inNamespace(inside).list().getItems())
        .as("it binds nothing")
        .allMatch(binding -> binding.getMetadata().getName().endsWith("-here"));
  }

  /** It may not ask whether there is such a class; whoever makes the volume will say so. */
  @Test
  void whatItMayNotAskForIsNotChecked() {
    create(inside, ", datastore: {sqlite: {volume: {storageClassName: nobody-knows}}}");

    await("the cluster is made").atMost(PATIENCE).until(() -> secret(inside).isPresent());
    awaitReason("Valid", "Accepted");
  }

  private void awaitReason(String type, String reason) {
    await(type + " " + reason)
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(reason(cluster(inside).require(), type)).contains(reason));
  }

  private Optional<String> secret(String namespace) {
    return admin.secrets().inNamespace(namespace).list().getItems().stream()
        .map(secret -> secret.getMetadata().getName())
        .filter("c-kubeconfig"::equals)
        .findFirst();
  }

  private static Optional<String> reason(LightCluster cluster, String type) {
    return Optional.ofNullable(cluster.getStatus()).stream()
        .flatMap(status -> Optional.ofNullable(status.conditions()).stream())
        .flatMap(List::stream)
        .filter((Condition condition) -> condition.getType().equals(type))
        .map(Condition::getReason)
        .findFirst();
  }
}
