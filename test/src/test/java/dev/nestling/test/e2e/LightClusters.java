package dev.nestling.test.e2e;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Applies and deletes LightClusters the way a user does: as YAML. */
final class LightClusters {
  private LightClusters() {}

  /** Applies a cluster whose spec is the given YAML members. */
  static NestedCluster apply(TenantNamespace namespace, String name, String specMembers) {
    var yaml =
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata: {name: %s, namespace: %s}
        spec:
          %s
        """
            .formatted(name, namespace.name(), specMembers);
    namespace
        .client()
        .resource(Serialization.unmarshal(yaml, LightCluster.class))
        .fieldManager("e2e")
        .forceConflicts()
        .serverSideApply();
    return new NestedCluster(namespace.client(), namespace.name(), name);
  }

  static void delete(TenantNamespace namespace, String name) {
    namespace
        .client()
        .resources(LightCluster.class)
        .inNamespace(namespace.name())
        .withName(name)
        .delete();
  }
}
