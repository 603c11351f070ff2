package dev.nestling.test.api.hostile;

import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The roles for people and the policies that config/rbac has, on a real API server. */
public final class ShippedRoles {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private ShippedRoles() {}

  /** Returns when the controller that gathers roles into others has done so. */
  public static void install(KubernetesClient admin) throws IOException {
    try (var files = Files.list(Repository.find().root().resolve("config/rbac"))) {
      for (Path file : files.filter(ShippedRoles::isForEverybody).sorted().toList()) {
        for (String document : Files.readString(file).split("\n---\n", -1)) {
          admin
              .resource(admin.getKubernetesSerialization().<HasMetadata>unmarshal(document))
              .serverSideApply();
        }
      }
    }
    for (String role : List.of("view", "edit", "admin")) {
      await("the roles are part of " + role)
          .atMost(PATIENCE)
          .until(() -> hasOurs(admin.rbac().clusterRoles().withName(role).require()));
    }
  }

  private static boolean isForEverybody(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.endsWith("viewer_role.yaml")
        || name.endsWith("editor_role.yaml")
        || name.endsWith("hardware_role.yaml")
        || name.endsWith("admin_role.yaml")
        || name.endsWith("policy.yaml");
  }

  private static boolean hasOurs(ClusterRole role) {
    return role.getRules() != null
        && role.getRules().stream().anyMatch(rule -> rule.getApiGroups().contains("nestling.dev"));
  }

  /** Other tests offer hardware without asking. */
  public static void releaseHardware(KubernetesClient admin) {
    admin
        .admissionRegistration()
        .v1()
        .validatingAdmissionPolicyBindings()
        .withName("nodepool-hardware.nestling.dev")
        .delete();
  }
}
