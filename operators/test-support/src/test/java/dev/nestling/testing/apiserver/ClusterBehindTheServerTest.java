package dev.nestling.testing.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClusterBehindTheServerTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void aTerminatingNamespaceEndsWithItsContentAndTakesNothingNew() {
    client.resource(namespace("team")).create();
    ConfigMap held =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withName("held")
            .withNamespace("team")
            .withFinalizers("example.org/hold")
            .endMetadata()
            .build();
    client.resource(held).create();
    client.namespaces().withName("team").delete();
    assertThat(client.namespaces().withName("team").get().getStatus().getPhase())
        .isEqualTo("Terminating");
    assertThatThrownBy(
            () -> client.configMaps().inNamespace("team").resource(config("new")).create())
        .hasMessageContaining("being terminated");
    client
        .configMaps()
        .inNamespace("team")
        .withName("held")
        .edit(c -> new ConfigMapBuilder(c).editMetadata().withFinalizers().endMetadata().build());
    assertThat(client.namespaces().withName("team").get()).isNull();
  }

  @Test
  void servicesGetAddressesAndKeepThem() {
    server.controllers().loadBalancersGet("lb.example.org");
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("api")
            .endMetadata()
            .withNewSpec()
            .addNewPort()
            .withPort(6443)
            .endPort()
            .endSpec()
            .build();
    Service created = client.resource(service).create();
    assertThat(created.getSpec().getClusterIP()).startsWith("10.96.0.");
    Service balanced =
        client
            .services()
            .withName("api")
            .edit(s -> new ServiceBuilder(s).editSpec().withType("LoadBalancer").endSpec().build());
    assertThat(balanced.getSpec().getClusterIP()).isEqualTo(created.getSpec().getClusterIP());
    assertThat(balanced.getSpec().getPorts().getFirst().getNodePort()).isGreaterThan(30_000);
    assertThat(
            client
                .services()
                .withName("api")
                .get()
                .getStatus()
                .getLoadBalancer()
                .getIngress()
                .getFirst()
                .getHostname())
        .isEqualTo("lb.example.org");
  }

  @Test
  void controllersPlayThePartsOfTheCluster() {
    server.controllers().workloadsGetReady().volumesGetBound();
    client
        .resource(
            new StatefulSetBuilder()
                .withNewMetadata()
                .withName("server")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "x")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    assertThat(client.apps().statefulSets().withName("server").get().getStatus().getReadyReplicas())
        .isEqualTo(1);
    assertThat(client.pods().withLabel("app", "x").list().getItems()).hasSize(1);
    client.apps().statefulSets().withName("server").scale(0);
    assertThat(client.pods().list().getItems()).isEmpty();

    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("data")
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withNewResources()
                .addToRequests("storage", new Quantity("1Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
    var claim = client.persistentVolumeClaims().withName("data").get();
    assertThat(claim.getStatus().getPhase()).isEqualTo("Bound");
    assertThat(claim.getStatus().getCapacity()).containsEntry("storage", new Quantity("1Gi"));
  }

  private static ConfigMap config(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private static Namespace namespace(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }
}
