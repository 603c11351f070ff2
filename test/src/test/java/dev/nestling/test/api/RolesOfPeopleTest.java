package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.test.api.hostile.Person;
import dev.nestling.test.api.hostile.ShippedRoles;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** What people may do with the roles that config/rbac has for them; docs/guides/permissions.md. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class RolesOfPeopleTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String RBAC = "rbac.authorization.k8s.io";
  private static final String EVERYWHERE = "";

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final String namespace;
  private final String another;

  RolesOfPeopleTest(ManagementApi.Server server) throws IOException {
    this.server = server;
    admin = server.client();
    namespace = server.newNamespace("people");
    another = server.newNamespace("people");
    ShippedRoles.install(admin);
    for (String role : List.of("view", "edit", "admin")) {
      admin.resource(binding(role, role, role)).create();
    }
    admin
        .resource(
            new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(namespace)
                .endMetadata()
                .withNewRoleRef(RBAC, "ClusterRole", "nestling-platform-admin")
                .addNewSubject(RBAC, "User", user("platform"), null)
                .build())
        .create();
    await("the bindings are known to the authorizer")
        .atMost(PATIENCE)
        .until(
            () ->
                may("view", "get lightclusters", namespace)
                    && may("edit", "create lightclusters", namespace)
                    && may("admin", "create lightclusters", namespace)
                    && may("platform", "offer nodepools/hardware", EVERYWHERE));
  }

  @AfterEach
  void close() {
    admin.rbac().clusterRoleBindings().withName(namespace).delete();
    admin.resources(NodePool.class).inNamespace(namespace).delete();
    admin.namespaces().withName(namespace).delete();
    admin.namespaces().withName(another).delete();
    ShippedRoles.releaseHardware(admin);
  }

  @TestFactory
  Stream<DynamicTest> may() {
    return Stream.of(
            allowed("view", "get lightclusters", "list fullclusters", "watch nodepools"),
            refused(
                "view",
                "create lightclusters",
                "patch fullclusters",
                "delete nodepools",
                "get secrets",
                "patch lightclusters/status"),
            allowed(
                "edit",
                "create lightclusters",
                "deletecollection fullclusters",
                "patch lightclusters",
                "get nodepools",
                "get secrets"),
            refused(
                "edit",
                "create nodepools",
                "patch nodepools",
                "offer nodepools/hardware",
                "patch lightclusters/status",
                "update fullclusters/status",
                "update lightclusters/finalizers",
                "create rolebindings",
                "patch rolebindings",
                "patch namespaces",
                "impersonate users",
                "create endpointslices"),
            allowed("admin", "create lightclusters", "create rolebindings", "get nodepools"),
            refused(
                "admin",
                "create nodepools",
                "offer nodepools/hardware",
                "patch lightclusters/status",
                "patch namespaces"),
            allowed(
                "platform",
                "create lightclusters",
                "delete fullclusters",
                "patch nodepools",
                "offer nodepools/hardware"),
            refused(
                "platform",
                "get secrets",
                "create pods",
                "create rolebindings",
                "bind clusterroles",
                "patch namespaces",
                "patch nodes",
                "patch lightclusters/status"))
        .flatMap(tests -> tests);
  }

  @Test
  void aRoleInANamespaceEndsThere() {
    for (String role : List.of("view", "edit", "admin")) {
      assertThat(may(role, "get lightclusters", another)).as(role).isFalse();
    }
    assertThat(may("platform", "create lightclusters", another)).isTrue();
  }

  /** Nobody hands out what he has not. */
  @Test
  void theAdministratorOfANamespaceCannotBindWhatOffersHardware() {
    try (Person person = Person.of(server, user("admin"))) {
      for (String role :
          List.of(
              "nestling-hardware-provider",
              "nestling-platform-admin",
              "nestling-nodepool-editor",
              "cluster-admin")) {
        assertThatThrownBy(
                () -> person.client().resource(binding("by-admin", role, "eve")).create())
            .as(role)
            .hasMessageContaining("attempting to grant RBAC permissions not currently held");
      }
    }
  }

  @Test
  void thePlatformTeamOffersHardware() {
    try (Person person = Person.of(server, user("platform"))) {
      assertThatCode(
              () ->
                  person.create(
                      """
                      apiVersion: nestling.dev/v1alpha1
                      kind: NodePool
                      metadata: {name: hardware}
                      spec: {source: {type: Nodes, nodes: {selector: {matchLabels: {no: node}}}}}
                      """,
                      namespace))
          .doesNotThrowAnyException();
    }
  }

  private Stream<DynamicTest> allowed(String role, String... actions) {
    return Stream.of(actions)
        .map(
            action ->
                DynamicTest.dynamicTest(
                    role + " may " + action,
                    () -> assertThat(may(role, action, where(role))).isTrue()));
  }

  private Stream<DynamicTest> refused(String role, String... actions) {
    return Stream.of(actions)
        .map(
            action ->
                DynamicTest.dynamicTest(
                    role + " may not " + action,
                    () -> assertThat(may(role, action, where(role))).isFalse()));
  }

  private String where(String role) {
    return role.equals("platform") ? EVERYWHERE : namespace;
  }

  private String user(String role) {
    return role + "-of-" + namespace;
  }

  private RoleBinding binding(String name, String role, String person) {
    return new RoleBindingBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .withNewRoleRef(RBAC, "ClusterRole", role)
        .addNewSubject(RBAC, "User", user(person), null)
        .build();
  }

  /**
   * @param action such as {@code patch lightclusters/status}
   * @param where a namespace, or all of them
   */
  private boolean may(String role, String action, String where) {
    String[] words = action.split("[ /]", 3);
    return admin
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user(role))
                .withGroups("system:authenticated")
                .withNewResourceAttributes()
                .withVerb(words[0])
                .withGroup(group(words[1]))
                .withResource(words[1])
                .withSubresource(words.length > 2 ? words[2] : null)
                .withNamespace(where)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  private static String group(String resource) {
    return switch (resource) {
      case "lightclusters", "fullclusters", "nodepools" -> "nestling.dev";
      case "rolebindings", "clusterroles" -> RBAC;
      case "endpointslices" -> "discovery.k8s.io";
      default -> "";
    };
  }
}
