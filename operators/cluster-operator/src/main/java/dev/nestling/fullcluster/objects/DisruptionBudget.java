package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;

/**
 * Drains of nodes take one pod of a role at a time; of etcd's members, whatever StatefulSet they
 * are of.
 */
public final class DisruptionBudget {
  private DisruptionBudget() {}

  public static PodDisruptionBudget build(FullClusterScope scope, String name, Role role) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(scope.metadata(name, role))
        .withNewSpec()
        .withNewMaxUnavailable(1)
        .withNewSelector()
        .withMatchLabels(scope.selector(role))
        .endSelector()
        .endSpec()
        .build();
  }
}
