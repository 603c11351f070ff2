package dev.nestling.runtime.access;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operator may not work in a namespace.
 *
 * @param problem why, and what to do; none when it may in a moment
 * @param ending whether the namespace is on its way out, and everything in it
 * @param recheckAfter when to ask again: nobody tells
 */
public record Shut(Optional<Problem> problem, boolean ending, Duration recheckAfter) {
  private static final Duration SOON = Duration.ofMillis(50);
  private static final Duration SOMETIME = Duration.ofSeconds(10);

  static Shut forAMoment() {
    return new Shut(Optional.empty(), false, SOON);
  }

  static Shut because(String reason, String message) {
    return new Shut(Optional.of(new Problem(reason, message)), false, SOMETIME);
  }

  static Shut forGood(String namespace) {
    return new Shut(
        Optional.of(
            new Problem(
                "NamespaceEnding",
                ("namespace %s is being deleted, and the operator has no rights in it any more; an"
                        + " administrator gives it some by a ClusterRoleBinding until the object is gone")
                    .formatted(namespace))),
        true,
        SOMETIME);
  }

  /**
   * The published conditions with this in them. What is there runs on, and nobody looks after it.
   *
   * @param published what was said last
   */
  public static List<Condition> conditions(
      HasMetadata object, @Nullable List<Condition> published, Problem problem, Instant now) {
    long generation = Optional.ofNullable(object.getMetadata().getGeneration()).orElse(0L);
    ConditionSet before = ConditionSet.of(published);
    boolean wasReady =
        before.get(ConditionTypes.READY).filter(it -> !"False".equals(it.getStatus())).isPresent();
    return before
        .merge(
            List.of(
                wasReady
                    ? ConditionSet.unknown(
                        ConditionTypes.READY, problem.reason(), problem.message())
                    : ConditionSet.isFalse(
                        ConditionTypes.READY, problem.reason(), problem.message())),
            generation,
            now)
        .conditions();
  }
}
