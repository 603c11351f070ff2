package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterStatus;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Objects;
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
    FullCluster cluster,
    Observed observed,
    FullClusterPlan plan,
    Applied applied,
    ImageSettings images) {

  FullClusterScope scope() {
    return observed.placed(FullClusterScope.of(cluster));
  }

  boolean isOff() {
    return scope().common().life().power() == Power.Stopped;
  }

  /** What the status says of a condition so far. */
  Optional<Condition> published(String type) {
    return ConditionSet.of(
            Optional.ofNullable(cluster.getStatus())
                .map(FullClusterStatus::conditions)
                .orElse(null))
        .get(type);
  }

  Health health(ProbeKey.Route route) {
    return switch (route) {
      case SERVICE -> observed.learned().service();
      case OUTSIDE -> observed.learned().outside();
    };
  }

  /** Whether the API answers at the Service, as far as is known. */
  boolean answered() {
    return observed.learned().service().answered()
        || lastAnswer(ProbeKey.Route.SERVICE, ConditionTypes.READY)
            .filter(known -> "Answered".equals(known.getReason()))
            .isPresent();
  }

  /**
   * What a new operator goes by, which has asked nobody yet: the published condition, until it has.
   */
  Optional<Condition> lastAnswer(ProbeKey.Route route, String type) {
    return health(route) instanceof Health.NeverAsked
            && NestedTargets.published(scope(), observed, route).isPresent()
        ? published(type)
        : Optional.empty();
  }

  int readyApiServers() {
    return observed
        .own()
        .apiServer(scope().names())
        .map(found -> found.getStatus())
        .map(status -> Objects.requireNonNullElse(status.getReadyReplicas(), 0))
        .orElse(0);
  }
}
