package dev.nestling.runtime;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says in the status that the operator tries in vain: otherwise a cluster that is not changed, or
 * not deleted, because a webhook is away looks as if nobody cared.
 */
public final class FailedAttempts {
  /** Conflicts and moments without an API server are ordinary; a retry is over them. */
  private static final int UNTOLD = 2;

  private FailedAttempts() {}

  public static boolean areWorthTelling(Context<?> context) {
    return context.getRetryInfo().map(RetryInfo::getAttemptCount).orElse(0) >= UNTOLD;
  }

  /** The published conditions with this failure in them; the others are as old as they were. */
  public static List<Condition> conditions(
      HasMetadata object, @Nullable List<Condition> published, Exception failure, Instant now) {
    long generation = Optional.ofNullable(object.getMetadata().getGeneration()).orElse(0L);
    ConditionSet.Finding failed =
        ConditionSet.isFalse(
            ConditionTypes.PROGRESSING,
            "AttemptsFail",
            "the operator goes on trying, but fails: " + said(FailureCause.of(failure)));
    return ConditionSet.of(published).merge(List.of(failed), generation, now).conditions();
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
