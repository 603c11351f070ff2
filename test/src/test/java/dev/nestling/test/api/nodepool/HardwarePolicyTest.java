package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hardware is offered by those alone who may do so everywhere. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class HardwarePolicyTest {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROVIDER = "nestling-hardware-provider";

  private final KubernetesClient admin;
  private final String namespace;
  private final KubernetesClient tenant;
  private final KubernetesClient platform;

  HardwarePolicyTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    namespace = server.newNamespace("policy");
    Path rbac = Repository.find().root().resolve("config/rbac");
    for (String file : List.of("nodepool_hardware_role.yaml", "nodepool_hardware_policy.yaml")) {
      for (String document : Files.readString(rbac.resolve(file)).split("\n---\n", -1)) {
        admin
            .resource(admin.getKubernetesSerialization().<HasMetadata>unmarshal(document))
            .serverSideApply();
      }
    }
    // In a namespace even the whole role is not enough.
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("tenant")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", PROVIDER)
                .addNewSubject("rbac.authorization.k8s.io", "User", "tenant-of-" + namespace, null)
                .build())
        .create();
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", PROVIDER)
                .addNewSubject(
                    "rbac.authorization.k8s.io", "User", "platform-of-" + namespace, null)
                .build())
        .create();
    tenant = as(server, "tenant-of-" + namespace);
    platform = as(server, "platform-of-" + namespace);
  }

  private static KubernetesClient as(ManagementApi.Server server, String user) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(server.config())
                .withImpersonateUsername(user)
                .withImpersonateGroups("system:authenticated")
                .build())
        .build();
  }

  @AfterEach
  void close() {
    tenant.close();
    platform.close();
    admin.rbac().clusterRoleBindings().withName(namespace).delete();
    admin.resources(NodePool.class).inNamespace(namespace).delete();
    admin.namespaces().withName(namespace).delete();
    // Other tests offer hardware without asking.
    admin
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName("nodepool-hardware.nestling.dev")
        .delete();
  }

  private NodePool pool(String name) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: NodePool
            metadata: {name: %s, namespace: %s}
            spec: {source: {type: Nodes, nodes: {selector: {matchLabels: {no: node}}}}}
            """
                .formatted(name, namespace),
            NodePool.class);
  }

  /** The operator would connect to whatever a tenant writes. */
  private NodePool machines() {
    return admin
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: nestling.dev/v1alpha1
            kind: NodePool
            metadata: {name: machines, namespace: %s}
            spec:
              source:
                type: Machines
                machines:
                  keySecretRef: {name: key}
                  hosts:
                  - {name: a, address: 192.0.2.1, hostKeys: [ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPkCWLcelQBfol+K+1jBUQ0xu/EyaK7C0THQsKsLp1uI]}
              workers: {clusterRef: {kind: LightCluster, name: edge}}
            """
                .formatted(namespace),
            NodePool.class);
  }

  @Test
  void aTenantOffersNone() {
    await("the policy is in force")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> tenant.resource(pool("a")).dryRun().create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(PROVIDER));

    await("the right of the platform team is known")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThatCode(() -> platform.resource(pool("b")).create())
                    .doesNotThrowAnyException());
    assertThatThrownBy(() -> tenant.resource(machines()).create()).hasMessageContaining(PROVIDER);
    assertThatCode(() -> platform.resource(machines()).dryRun().create())
        .doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                tenant
                    .resources(NodePool.class)
                    .inNamespace(namespace)
                    .withName("b")
                    .patch(MERGE, "{\"spec\":{\"source\":{\"nodes\":{\"dedicate\":true}}}}"))
        .hasMessageContaining(PROVIDER);
    assertThatCode(
            () ->
                tenant
                    .resources(NodePool.class)
                    .inNamespace(namespace)
                    .withName("b")
                    .patch(MERGE, "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}"))
        .doesNotThrowAnyException();
  }
}
