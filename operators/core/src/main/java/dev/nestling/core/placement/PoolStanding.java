package dev.nestling.core.placement;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;

import dev.nestling.api.v1alpha1.CommonSpec.PodScheduling;
import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet.Finding;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Optional;

/**
 * How a cluster stands with the node pool that its spec names.
 *
 * @param namespace of the cluster
 * @param pool none means that the cluster runs anywhere
 * @param answer of the pool; none so far
 */
public record PoolStanding(
    String namespace, Optional<PoolReference> pool, Optional<PoolAnswer> answer) {
  public static final PoolStanding ANYWHERE =
      new PoolStanding("", Optional.empty(), Optional.empty());

  private static final String FIELD = "spec.placement.nodePoolRef: ";

  public static PoolStanding read(ClusterScope scope, Ledgers ledgers) {
    return pool(scope)
        .map(
            pool ->
                new PoolStanding(
                    scope.namespace(),
                    Optional.of(pool),
                    ledgers.find(pool).flatMap(ledger -> ledger.answer(scope.owner().uid()))))
        .orElse(ANYWHERE);
  }

  /** The pool that a cluster's spec names. */
  public static Optional<PoolReference> pool(ClusterScope scope) {
    return scope
        .common()
        .nodePool()
        .map(pool -> new PoolReference(pool.namespace().orElse(scope.namespace()), pool.name()));
  }

  /** What the pool has granted. */
  public Optional<Demand> granted() {
    return answer
        .filter(PoolAnswer.Granted.class::isInstance)
        .map(said -> ((PoolAnswer.Granted) said).demand());
  }

  /**
   * No more than this may be asked for: what was granted, or, while nothing is, what there is.
   *
   * @param existing what the control plane is made of, if there is any
   */
  public Optional<Demand> limit(Optional<Demand> existing) {
    return pool.flatMap(any -> granted().or(() -> existing));
  }

  /** Why the cluster may not start on the pool. */
  public Optional<Problem> obstacle() {
    return granted().isPresent() ? Optional.empty() : pool.map(this::refusal);
  }

  /** Silence has the same words whatever it is for: nobody learns of pools that are not theirs. */
  private Problem refusal(PoolReference reference) {
    return answer
        .filter(PoolAnswer.Refused.class::isInstance)
        .map(said -> ((PoolAnswer.Refused) said).problem())
        .map(problem -> new Problem(problem.reason(), FIELD + problem.message()))
        .orElseGet(
            () ->
                new Problem(
                    "NodePoolSilent",
                    FIELD
                        + ("NodePool %s does not answer namespace '%s': it is not there, does not let"
                                + " this namespace in, or the cluster operator does not run")
                            .formatted(reference, namespace)));
  }

  /**
   * Where pods may run. A cluster that waits for a pool stays where it is: on the nodes of the pool
   * that it came from, or anywhere.
   *
   * @param existing pods of the control plane, if there are any
   */
  public PodScheduling scheduling(PodScheduling asked, Optional<PodSpec> existing) {
    if (pool.isEmpty()) {
      return asked;
    }
    return granted()
        .map(any -> new PoolMark(pool.get().mark()))
        .or(() -> existing.flatMap(PoolMark::of))
        .map(mark -> mark.on(asked))
        .orElse(asked);
  }

  /**
   * The condition Placed; there is none of a cluster that runs anywhere.
   *
   * @param wanted what the spec asks for by now
   */
  public Optional<Finding> placed(Demand wanted) {
    if (pool.isEmpty()) {
      return Optional.empty();
    }
    String type = ConditionTypes.PLACED;
    Optional<Problem> obstacle = obstacle();
    if (obstacle.isPresent()) {
      return Optional.of(isFalse(type, obstacle.get().reason(), obstacle.get().message()));
    }
    Demand granted = granted().orElseThrow();
    return Optional.of(
        granted.covers(wanted)
            ? isTrue(
                type,
                "Granted",
                "NodePool %s has room for %s".formatted(pool.get(), granted.total().spoken()))
            : isFalse(
                type,
                "GrantTooSmall",
                ("NodePool %s has granted %s; the spec asks for %s by now, and the cluster runs with"
                        + " what was granted until there is room for that")
                    .formatted(pool.get(), granted.total().spoken(), wanted.total().spoken())));
  }
}
