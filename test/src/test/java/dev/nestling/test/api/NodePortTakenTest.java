package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node port is given away once: what the API server says of that, and what the owner reads. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NodePortTakenTest {
  private static final int PORT = 30655;

  private final KubernetesClient admin;
  private final String namespace;
  private final OperatorInstance operator;

  NodePortTakenTest(ManagementApi.Server server) {
    admin = server.client();
    namespace = server.newNamespace("port");
    operator = OperatorInstance.start(server.config(), namespace);
  }

  @AfterEach
  void stop() {
    operator.close();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void theOwnersFieldIsNamed() {
    admin
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("first")
                .endMetadata()
                .withNewSpec()
                .withType("NodePort")
                .addNewPort()
                .withPort(80)
                .withNodePort(PORT)
                .endPort()
                .endSpec()
                .build())
        .inNamespace(namespace)
        .create();
    admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: LightCluster
                metadata: {name: c}
                spec:
                  endpoint: {type: NodePort, nodePort: {port: %d}}
                  network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
                """
                    .formatted(PORT),
                LightCluster.class))
        .inNamespace(namespace)
        .create();

    await("the condition")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(status())
                    .contains("NodePortTaken")
                    .contains("spec.endpoint.nodePort.port: another Service has this port"));
  }

  private String status() {
    return String.valueOf(
        admin.resources(LightCluster.class).inNamespace(namespace).withName("c").get().getStatus());
  }
}
