package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.nested.Health;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.lightcluster.objects.ClusterScope;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Optional;

/**
 * One reconcile's result: what its status is made from.
 *
 * @param cluster as it was read
 * @param observed the world after applying
 * @param plan what should exist
 * @param applied what came of it
 * @param images what this operator would run
 */
record Result(
    LightCluster cluster, Observed observed, Plan plan, Applied applied, ImageSettings images) {

  /** What the status says of a condition so far. */
  Optional<Condition> published(String type) {
    return ConditionSet.of(
            Optional.ofNullable(cluster.getStatus())
                .map(LightClusterStatus::conditions)
                .orElse(null))
        .get(type);
  }

  /** Whether the API answers at the Service, as far as is known. */
  boolean answered() {
    Health health = observed.health().service();
    return health.answered()
        || (health instanceof Health.NeverAsked && isPublished(ConditionTypes.READY, "Answered"));
  }

  private boolean isPublished(String type, String reason) {
    return published(type).filter(known -> reason.equals(known.getReason())).isPresent();
  }

  ClusterScope scope() {
    return ClusterScope.of(cluster);
  }
}
