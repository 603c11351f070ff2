package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.runtime.FailureCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Says in the status that the operator tries in vain: otherwise a cluster that is not changed, or
 * not deleted, because a webhook is away looks as if nobody cared.
 */
final class FailedAttempts {
  /** Conflicts and moments without an API server are ordinary; a retry is over them. */
  private static final int UNTOLD = 2;

  private FailedAttempts() {}

  static boolean areWorthTelling(Context<LightCluster> context) {
    return context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) >= UNTOLD;
  }

  /** The published status with this failure in it; whatever else it says is as old as it was. */
  static LightClusterStatus report(LightCluster cluster, Exception failure, Instant now) {
    LightClusterStatus before =
        Optional.ofNullable(cluster.getStatus()).orElseGet(LightClusterStatus::empty);
    long generation = Optional.ofNullable(cluster.getMetadata().getGeneration()).orElse(0L);
    ConditionSet.Finding failed =
        ConditionSet.isFalse(
            ConditionTypes.PROGRESSING,
            "AttemptsFail",
            "the operator goes on trying, but fails: " + said(FailureCause.of(failure)));
    return before.withConditions(
        ConditionSet.of(before.conditions()).merge(List.of(failed), generation, now).conditions());
  }

  /** The API's own words; those of other exceptions may quote what nobody should read here. */
  private static String said(Throwable cause) {
    return cause instanceof KubernetesClientException refusal
            && refusal.getStatus() != null
            && refusal.getStatus().getMessage() != null
        ? refusal.getStatus().getMessage()
        : cause.getClass().getSimpleName() + "; the operator's log says more";
  }
}
