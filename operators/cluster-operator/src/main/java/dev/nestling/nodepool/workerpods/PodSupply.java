package dev.nestling.nodepool.workerpods;

import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.NodeHealth;
import dev.nestling.nodepool.supply.Supplied;
import dev.nestling.nodepool.supply.Supply;
import dev.nestling.nodepool.supply.VersionSkew;
import dev.nestling.nodepool.workerpods.WorkerPods.Kept;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Nodes of one pool that are pods on another pool's hardware, in one reconcile. */
final class PodSupply implements Supply {
  private final WorkerPods pods;
  private final Share asked;
  private final Owner owner;
  private final Context<?> context;
  private final Standing standing;
  private Optional<Kept> kept = Optional.empty();

  PodSupply(WorkerPods pods, Share asked, Owner owner, Context<?> context) {
    this.pods = pods;
    this.asked = asked;
    this.owner = owner;
    this.context = context;
    this.standing = pods.standing(asked, owner, context);
  }

  @Override
  public Optional<Problem> obstacle() {
    return standing.granted().isEmpty() ? standing.problem() : Optional.empty();
  }

  @Override
  public Supplied supplied() {
    return new Supplied(
        asked.replicas(),
        kept.map(Kept::replicas),
        List.of(
            new Supplied.Hardware(
                NodePoolConditionTypes.PLACED,
                standing.problem(),
                "Granted",
                "the hardware has room for all nodes")),
        Optional.empty(),
        standing.granted().isEmpty(),
        kept.flatMap(Kept::problem));
  }

  private Share share() {
    return standing.granted().map(PoolAnswer.Granted::demand).map(asked::within).orElse(asked);
  }

  @Override
  public Optional<Problem> skew(NestedFacts facts) {
    return VersionSkew.between(asked.version(), facts.version());
  }

  @Override
  public Map<String, String> files(NestedFacts facts) {
    return pods.files(share(), owner, facts, context);
  }

  @Override
  public void keep(Joining joining, Inside inside, Instant now) {
    kept = Optional.of(pods.keep(share(), owner, joining.facts(), inside, now, context));
  }

  @Override
  public Changes changes() {
    return new Changes(
        kept.map(Kept::departing).orElse(Set.of()),
        pods.expected(asked, share().replicas()),
        kept.map(Kept::removed).orElse(Set.of()),
        kept.map(it -> pods.expected(asked, it.replicas())).orElse(Set.of()),
        Set.of());
  }

  /** All of them go; a node without a pod is nobody. */
  @Override
  public Changes farewell(Inside inside) {
    Set<String> names = pods.nodes(asked, inside);
    boolean gone = pods.remaining(asked, context).isEmpty();
    return new Changes(names, Set.of(), gone ? names : Set.of(), Set.of(), Set.of());
  }

  @Override
  public Duration drainTimeout() {
    return asked.drainTimeout();
  }

  @Override
  public Optional<Problem> retire(Optional<Inside> inside, Instant now) {
    List<String> remaining = pods.remaining(asked, context);
    if (pods.exist(asked, owner, context)) {
      if (inside.filter(known -> !isDrained(known)).isPresent()) {
        return Optional.of(
            inside
                .get()
                .trouble()
                .orElseGet(
                    () -> new Problem("Draining", "the pool goes when its nodes are drained")));
      }
      pods.end(asked, owner, context);
      return Optional.of(ending(remaining));
    }
    if (!remaining.isEmpty()) {
      return Optional.of(ending(remaining));
    }
    return inside.filter(known -> !pods.nodes(asked, known).isEmpty()).isPresent()
        ? Optional.of(new Problem("RemovingNodes", "the pool goes when its Nodes are deleted"))
        : Optional.empty();
  }

  @Override
  public void remove() {
    pods.remove(asked, owner, context);
  }

  private static Problem ending(List<String> pods) {
    return new Problem(
        "EndingPods", "the pool goes when its pods have ended: " + String.join(", ", pods));
  }

  private boolean isDrained(Inside inside) {
    return inside
        .nodes()
        .filter(
            nodes ->
                pods.nodes(asked, inside).stream()
                    .allMatch(
                        name ->
                            inside.drained().contains(name)
                                || Optional.ofNullable(nodes.get(name))
                                    .filter(NodeHealth::ready)
                                    .isEmpty()))
        .isPresent();
  }
}
