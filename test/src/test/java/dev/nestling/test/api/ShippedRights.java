package dev.nestling.test.api;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.nodepool.purpose.HardwareUse;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.access.NamespaceAccess;
import dev.nestling.runtime.access.Use;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The rights that config/rbac gives the operators. */
public final class ShippedRights {
  private ShippedRights() {}

  /** Installs those of the LightCluster operator; what comes back has these and no others. */
  public static Config install(ManagementApi.Server server) throws IOException {
    return install(server, "lightcluster", LightCluster.class);
  }

  /** The same for the operator of FullClusters. */
  public static Config installForFullClusters(ManagementApi.Server server) throws IOException {
    return install(server, "cluster", FullCluster.class);
  }

  /** The rights in namespaces of an operator with these credentials. */
  static Access accessOfLightClusters(KubernetesClient client, WatchedNamespaces namespaces) {
    return Access.of(
        client,
        namespaces,
        "nestling-lightcluster-operator",
        List.of(Use.of(LightCluster.class)),
        Clock.systemUTC());
  }

  /** The same for the operator of FullClusters. */
  public static NamespaceAccess accessOfFullClusters(KubernetesClient client) {
    return new NamespaceAccess(
        client,
        "nestling-cluster-operator",
        List.of(Use.of(FullCluster.class), Use.of(NodePool.class), new HardwareUse()),
        Clock.systemUTC());
  }

  /**
   * What the LightCluster operator of one namespace has: the shipped rules, in this namespace
   * alone. It is another service account than that of all namespaces.
   */
  static Config installInNamespace(ManagementApi.Server server, String namespace)
      throws IOException {
    install(server);
    String account = "operator-of-" + namespace;
    for (String role :
        List.of("nestling-lightcluster-operator", "nestling-lightcluster-operator-namespaced")) {
      server
          .client()
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withName(role + "-here")
                  .withNamespace(namespace)
                  .endMetadata()
                  .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                  .addNewSubject()
                  .withKind("ServiceAccount")
                  .withNamespace("nestling-system")
                  .withName(account)
                  .endSubject()
                  .build())
          .create();
    }
    Config restricted = impersonating(server, account);
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(restricted).build()) {
      await("the rights are known to the authorizer")
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.resources(LightCluster.class).inNamespace(namespace).list() != null);
    }
    return restricted;
  }

  private static Config impersonating(ManagementApi.Server server, String account) {
    return new ConfigBuilder(server.config())
        .withImpersonateUsername("system:serviceaccount:nestling-system:" + account)
        .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
        .build();
  }

  private static Config install(
      ManagementApi.Server server, String operator, Class<? extends HasMetadata> kind)
      throws IOException {
    Path rbac = Repository.find().root().resolve("config/rbac");
    for (String file :
        List.of(
            operator + "_operator_role.yaml",
            operator + "_operator_role_binding.yaml",
            operator + "_operator_namespaced_role.yaml",
            "operator_bindings_policy.yaml")) {
      try (InputStream objects = Files.newInputStream(rbac.resolve(file))) {
        server.client().load(objects).serverSideApply();
      }
    }
    Config restricted = impersonating(server, operator + "-operator");
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(restricted).build()) {
      await("the rights are known to the authorizer")
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.resources(kind).inAnyNamespace().list() != null);
    }
    return restricted;
  }
}
