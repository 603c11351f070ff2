package dev.nestling.test.api;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.nodepool.purpose.HardwareUse;
import dev.nestling.runtime.access.NamespaceAccess;
import dev.nestling.runtime.access.Use;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
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
  static NamespaceAccess accessOfLightClusters(KubernetesClient client) {
    return new NamespaceAccess(
        client,
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
    Config restricted =
        new ConfigBuilder(server.config())
            .withImpersonateUsername(
                "system:serviceaccount:nestling-system:" + operator + "-operator")
            .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(restricted).build()) {
      await("the rights are known to the authorizer")
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.resources(kind).inAnyNamespace().list() != null);
    }
    return restricted;
  }
}
