package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Where the LightCluster operator may do what, on a real API server with the shipped rights. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NamespaceAccessTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String BINDING = "nestling-lightcluster-operator";

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final Config restricted;
  private final List<String> namespaces = new ArrayList<>();
  private RestrictedLightClusters operator;

  NamespaceAccessTest(ManagementApi.Server server) throws IOException {
    this.server = server;
    admin = server.client();
    restricted = ShippedRights.install(server);
    operator = RestrictedLightClusters.start(server, restricted);
  }

  @AfterEach
  void close() {
    namespaces.forEach(
        namespace -> admin.resources(LightCluster.class).inNamespace(namespace).delete());
    namespaces.forEach(
        namespace -> await("clusters are gone").atMost(PATIENCE).until(() -> isEmpty(namespace)));
    operator.close();
    namespaces.forEach(namespace -> admin.namespaces().withName(namespace).delete());
  }

  private boolean isEmpty(String namespace) {
    return admin.resources(LightCluster.class).inNamespace(namespace).list().getItems().isEmpty();
  }

  @Test
  void anAdministratorSaysWhereClustersAreMade() {
    String closed = namespace(Map.of());
    cluster(closed, "c").create();
    awaitReason(closed, "NamespaceClosed", "kubectl label namespace " + closed);
    assertThat(secrets(closed)).isEmpty();
    assertThat(binding(closed).get()).isNull();

    admin
        .namespaces()
        .withName(closed)
        .patch(MERGE, "{\"metadata\": {\"labels\": {\"nestling.dev/clusters\": \"enabled\"}}}");
    await("the cluster is made").atMost(PATIENCE).until(() -> !secrets(closed).isEmpty());
    assertThat(binding(closed).get()).isNotNull();
  }

  /** Without the policy the role could be given to anybody, by an operator that was taken over. */
  @Test
  void withoutTheFenceTheOperatorTakesNoRights() throws IOException {
    admin
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName("operator-bindings.nestling.dev")
        .delete();
    await("it is not in force any more").atMost(PATIENCE).until(this::isAnythingBound);
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    cluster(open, "c").create();
    awaitReason(open, "FenceMissing", "operator_bindings_policy.yaml");
    assertThat(binding(open).get()).isNull();
    assertThat(secrets(open)).isEmpty();

    ShippedRights.install(server);
    await("it is made").atMost(PATIENCE).until(() -> secrets(open).contains("c-ca"));
  }

  /** What the policy refuses: a binding in a namespace that is not open. */
  private boolean isAnythingBound() {
    try (KubernetesClient asOperator =
        new KubernetesClientBuilder().withConfig(restricted).build()) {
      asOperator
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withName(BINDING)
                  .withNamespace("default")
                  .endMetadata()
                  .withNewRoleRef(
                      "rbac.authorization.k8s.io", "ClusterRole", BINDING + "-namespaced")
                  .build())
          .dryRun()
          .create();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @Test
  void aClusterThatWasNeverMadeGoesAtOnce() {
    String closed = namespace(Map.of());
    cluster(closed, "c").create();
    awaitReason(closed, "NamespaceClosed", "label");
    cluster(closed, "c").delete();
    await("it goes").atMost(PATIENCE).until(() -> isEmpty(closed));
  }

  @Test
  void theRightsGoWithTheLastCluster() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    cluster(open, "one").create();
    cluster(open, "two").create();
    await("both are made").atMost(PATIENCE).until(() -> secrets(open).contains("two-ca"));
    cluster(open, "one").delete();
    await("one is gone").atMost(PATIENCE).until(() -> cluster(open, "one").get() == null);
    await("the rights are needed")
        .during(Duration.ofSeconds(5))
        .atMost(PATIENCE)
        .until(() -> binding(open).get() != null);
    binding(open).delete();
    await("somebody deletes them in vain")
        .during(Duration.ofSeconds(5))
        .atMost(PATIENCE)
        .until(() -> binding(open).get() != null);
    cluster(open, "two").delete();
    await("nobody needs them").atMost(PATIENCE).until(() -> binding(open).get() == null);
    cluster(open, "three").create();
    await("they come again").atMost(PATIENCE).until(() -> secrets(open).contains("three-ca"));
  }

  /** Everything in it goes in any order, the operator's rights included. */
  @Test
  void aNamespaceWithClustersCanBeDeleted() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    cluster(open, "c").create();
    await("it is made").atMost(PATIENCE).until(() -> secrets(open).contains("c-ca"));
    admin.namespaces().withName(open).delete();
    await("the namespace is gone")
        .atMost(PATIENCE)
        .until(() -> admin.namespaces().withName(open).get() == null);
  }

  @Test
  void anotherOperatorFindsTheRightsThatItsPredecessorLeft() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    cluster(open, "c").create();
    await("it is made").atMost(PATIENCE).until(() -> secrets(open).contains("c-ca"));
    operator.close();
    cluster(open, "c").patch(MERGE, "{\"metadata\": {\"finalizers\": null}}");
    cluster(open, "c").delete();
    await("it is gone").atMost(PATIENCE).until(() -> isEmpty(open));
    operator = RestrictedLightClusters.start(server, restricted);
    await("and gives them back").atMost(PATIENCE).until(() -> binding(open).get() == null);
  }

  @Test
  void aBindingThatIsSomebodyElsesStaysAndIsNamed() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    admin
        .resource(
            binding(
                open,
                BINDING,
                "view",
                "{kind: User, name: eve, apiGroup: rbac.authorization.k8s.io}"))
        .create();
    cluster(open, "c").create();
    awaitReason(open, "NameConflict", BINDING);
    cluster(open, "c").delete();
    await("it goes").atMost(PATIENCE).until(() -> isEmpty(open));
    await("the binding stays")
        .during(Duration.ofSeconds(5))
        .atMost(PATIENCE)
        .until(() -> binding(open).get() != null);
  }

  /** As by a policy that adds its own auditor to every binding. */
  @Test
  void aBindingThatSomebodyHasAddedToGoesAllTheSame() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    cluster(open, "c").create();
    await("it is made").atMost(PATIENCE).until(() -> secrets(open).contains("c-ca"));
    binding(open)
        .patch(
            PatchContext.of(PatchType.JSON),
            """
            [{"op": "add", "path": "/subjects/-",
              "value": {"kind": "User", "name": "eve", "apiGroup": "rbac.authorization.k8s.io"}}]
            """);
    cluster(open, "c").delete();
    await("nobody needs it").atMost(PATIENCE).until(() -> binding(open).get() == null);
  }

  @Test
  void theOperatorGivesNothingElseToNobodyElse() {
    String open = namespace(Map.of("nestling.dev/clusters", "enabled"));
    String closed = namespace(Map.of());
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(restricted).build()) {
      String own = BINDING + "-namespaced";
      String me = "{kind: ServiceAccount, name: lightcluster-operator, namespace: nestling-system}";
      refused(client, binding(open, BINDING, "cluster-admin", me));
      refused(client, binding(open, BINDING, "view", me));
      refused(client, binding(open, "another", own, me));
      refused(
          client,
          binding(
              open,
              BINDING,
              own,
              "{kind: ServiceAccount, name: default, namespace: " + open + "}"));
      refused(client, binding(open, BINDING, own, me + ", {kind: User, name: eve}"));
      refused(client, binding(closed, BINDING, own, me));
      assertThatThrownBy(() -> client.secrets().inNamespace(closed).withName("any").get())
          .isInstanceOf(KubernetesClientException.class);
      assertThatThrownBy(() -> client.secrets().inAnyNamespace().list())
          .isInstanceOf(KubernetesClientException.class);
      client.resource(binding(open, BINDING, own, me)).create();
      assertThat(binding(open).get()).isNotNull();
    }
  }

  private static void refused(KubernetesClient client, RoleBinding binding) {
    assertThatThrownBy(() -> client.resource(binding).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
  }

  private RoleBinding binding(String namespace, String name, String role, String subjects) {
    return admin
        .getKubernetesSerialization()
        .unmarshal(
            """
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: %s, namespace: %s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %s}
            subjects: [%s]
            """
                .formatted(name, namespace, role, subjects),
            RoleBinding.class);
  }

  private String namespace(Map<String, String> labels) {
    String name = server.newNamespace("access", labels);
    namespaces.add(name);
    return name;
  }

  private Resource<LightCluster> cluster(String namespace, String name) {
    return admin.resource(
        admin
            .getKubernetesSerialization()
            .unmarshal(
                """
                    apiVersion: nestling.dev/v1alpha1
                    kind: LightCluster
                    metadata: {name: %s, namespace: %s}
                    spec: {network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}}
                    """
                    .formatted(name, namespace),
                LightCluster.class));
  }

  private Resource<RoleBinding> binding(String namespace) {
    return admin.rbac().roleBindings().inNamespace(namespace).withName(BINDING);
  }

  private List<String> secrets(String namespace) {
    return admin.secrets().inNamespace(namespace).list().getItems().stream()
        .map((Secret secret) -> secret.getMetadata().getName())
        .toList();
  }

  private void awaitReason(String namespace, String reason, String words) {
    await(reason)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        Optional.ofNullable(cluster(namespace, "c").get())
                            .map(LightCluster::getStatus)
                            .map(LightClusterStatus::conditions)
                            .orElse(List.of()))
                    .filteredOn(condition -> condition.getType().equals("Ready"))
                    .singleElement()
                    .satisfies(
                        condition -> {
                          assertThat(condition.getReason()).isEqualTo(reason);
                          assertThat(condition.getMessage()).contains(words);
                        }));
  }
}
