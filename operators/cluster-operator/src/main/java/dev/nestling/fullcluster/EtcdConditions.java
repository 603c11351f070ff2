package dev.nestling.fullcluster;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.cluster.AnswerConditions;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import java.util.Optional;
import java.util.Set;

/** The condition of etcd. */
final class EtcdConditions {
  /** Waiting that says nothing of how the members are. */
  private static final Set<String> NO_HARM = Set.of(EtcdDecision.SURVEYING, Disruptions.ROLLING);

  private EtcdConditions() {}

  static Finding healthy(Result result) {
    String type = ConditionTypes.ETCD_HEALTHY;
    if (result.isOff()) {
      return unknown(type, "Stopped", "spec.power is Stopped");
    }
    Optional<EtcdDecision> decision = result.plan().etcd();
    if (decision.isEmpty()) {
      return again(result).orElseGet(() -> unknown(type, "NotAsked", "nobody has asked etcd yet"));
    }
    if (!decision.get().surveyed()) {
      return again(result)
          .orElseGet(() -> unknown(type, "Starting", "the members of etcd are starting"));
    }
    Optional<Problem> problem = problem(result);
    if (problem.isPresent()) {
      return isFalse(type, problem.get().reason(), problem.get().message());
    }
    return switch (decision.get().known().step()) {
      case Step.Steady steady -> isTrue(type, "Healthy", "all members vote and are healthy");
      case Step.WaitFor(var waiting) ->
          decision.get().survey().members().answered().isPresent()
              ? waitsWithQuorum(result, waiting.reason(), waiting.message())
              : isFalse(type, waiting.reason(), waiting.message());
      case Step.BeginFounding begin -> unknown(type, "NotAsked", "etcd has not been founded yet");
      default ->
          again(result)
              .orElseGet(() -> isFalse(type, "Changing", "the members of etcd are changing"));
    };
  }

  /** A look that was too short to know more takes nothing back. */
  private static Finding waitsWithQuorum(Result result, String reason, String message) {
    return NO_HARM.contains(reason)
        ? again(result).orElseGet(() -> unknown(ConditionTypes.ETCD_HEALTHY, reason, message))
        : isFalse(ConditionTypes.ETCD_HEALTHY, reason, message);
  }

  /** The gravest thing that is wrong with etcd, as far as it was asked. */
  static Optional<Problem> problem(Result result) {
    return result
        .plan()
        .etcd()
        .filter(EtcdDecision::surveyed)
        .filter(decision -> !result.isOff())
        .flatMap(decision -> decision.known().problems().stream().findFirst());
  }

  /** What was published stands until there is an answer. */
  private static Optional<Finding> again(Result result) {
    return AnswerConditions.again(
        result
            .published(ConditionTypes.ETCD_HEALTHY)
            .filter(known -> !"Stopped".equals(known.getReason())));
  }
}
