package dev.nestling.lightcluster;

import dev.nestling.core.apply.NameConflict;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.cluster.TakenNames;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.plan.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What stands in a cluster's way, the most telling first: conditions are made from it. */
final class Obstacles {
  private Obstacles() {}

  /** Why the server can't run. */
  static Optional<Problem> all(Result result, Instant now) {
    return refusal(result)
        .or(() -> keys(result, now))
        .or(() -> ServerTrouble.of(result.scope().names(), result.observed()))
        .or(() -> prevented(result).filter(any -> result.readyReplicas() == 0));
  }

  /** Why the cluster can't be changed to what the spec asks for. */
  static Optional<Problem> toChange(Result result, Instant now) {
    return refusal(result).or(() -> keys(result, now)).or(() -> prevented(result));
  }

  /** What the management API, or an object of somebody else, keeps us from doing. */
  static Optional<Problem> refusal(Result result) {
    return TakenNames.conflict(taken(result), result.scope())
        .or(() -> result.applied().failures().stream().findFirst().map(RefusedObjects::problem));
  }

  /** Why nothing runs yet though nothing is wrong. */
  static Optional<Waiting> waiting(Result result) {
    return waitingFor(result).filter(any -> result.readyReplicas() == 0);
  }

  static Optional<Waiting> waitingFor(Result result) {
    return TakenNames.leaving(taken(result), result.scope())
        .map(problem -> new Waiting(problem.reason(), problem.message()))
        .or(() -> result.plan().waitingFor());
  }

  private static List<NameConflict> taken(Result result) {
    return Stream.concat(
            result.applied().conflicts().stream(), result.observed().own().taken().stream())
        .toList();
  }

  private static Optional<Problem> keys(Result result, Instant now) {
    return KeyMaterial.check(LightClusterKeys.facts(result.scope(), result.observed()), now)
        .filter(any -> !result.plan().complete())
        .filter(any -> !any.reason().equals(TakenNames.LEAVING));
  }

  private static Optional<Problem> prevented(Result result) {
    return LightClusterValidation.startPrevented(result.scope(), result.observed());
  }
}
