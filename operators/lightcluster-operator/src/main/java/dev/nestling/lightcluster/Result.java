package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Plan;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
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
    return observed.health().service().answered()
        || lastAnswer(ProbeKey.Route.SERVICE, ConditionTypes.READY)
            .filter(known -> "Answered".equals(known.getReason()))
            .isPresent();
  }

  /**
   * What a new operator goes by, which has asked nobody yet: the published condition, until it has.
   * Where nobody can be asked, there will be no other answer, and the published one is no longer
   * true.
   */
  Optional<Condition> lastAnswer(ProbeKey.Route route, String type) {
    Health health =
        switch (route) {
          case SERVICE -> observed.health().service();
          case OUTSIDE -> observed.health().outside();
        };
    return health instanceof Health.NeverAsked
            && Probes.target(scope(), observed, route).isPresent()
        ? published(type)
        : Optional.empty();
  }

  int readyReplicas() {
    return observed
        .own()
        .server(scope().names())
        .map(StatefulSet::getStatus)
        .flatMap(status -> Optional.ofNullable(status.getReadyReplicas()))
        .orElse(0);
  }

  LightClusterScope scope() {
    return LightClusterScope.of(cluster);
  }
}
