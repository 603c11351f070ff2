package dev.nestling.test.api;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The rights that config/rbac gives the operator. */
final class ShippedRights {
  private ShippedRights() {}

  /** Installs them; what comes back has these and no others. */
  static Config install(ManagementApi.Server server) throws IOException {
    Path rbac = Repository.find().root().resolve("config/rbac");
    for (String file :
        List.of("lightcluster_operator_role.yaml", "lightcluster_operator_role_binding.yaml")) {
      server
          .client()
          .resource(
              server
                  .client()
                  .getKubernetesSerialization()
                  .<HasMetadata>unmarshal(Files.readString(rbac.resolve(file))))
          .serverSideApply();
    }
    Config restricted =
        new ConfigBuilder(server.config())
            .withImpersonateUsername("system:serviceaccount:nestling-system:lightcluster-operator")
            .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
            .build();
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(restricted).build()) {
      await("the rights are known to the authorizer")
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> client.resources(LightCluster.class).inAnyNamespace().list() != null);
    }
    return restricted;
  }
}
