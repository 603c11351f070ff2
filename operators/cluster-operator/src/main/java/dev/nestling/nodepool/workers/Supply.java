package dev.nestling.nodepool.workers;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.workerpods.NodeHealth;
import dev.nestling.nodepool.workerpods.WorkerPods;
import dev.nestling.nodepool.workerpods.WorkerPods.Inside;
import dev.nestling.nodepool.workerpods.WorkerPods.Kept;
import dev.nestling.nodepool.workerpods.WorkerPods.Standing;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Nodes of one pool that are pods on another pool's hardware, in one reconcile. */
final class Supply {
  private final WorkerPods pods;
  private final Share asked;
  private final WorkersScope scope;
  private final Context<?> context;
  private final Standing standing;
  private Optional<Kept> kept = Optional.empty();

  /**
   * What a pool of type FromPool tells beside what all tell.
   *
   * @param asked how many nodes the spec asks for
   * @param replicas how many there are to be by now; none while nothing was made
   * @param standing with the pool that has the hardware
   */
  record Supplied(
      int asked, Optional<Integer> replicas, Standing standing, Optional<Problem> problem) {}

  Supply(WorkerPods pods, Share asked, WorkersScope scope, Context<?> context) {
    this.pods = pods;
    this.asked = asked;
    this.scope = scope;
    this.context = context;
    this.standing = pods.standing(asked, scope.owner(), context);
  }

  PoolReference pool() {
    return asked.pool();
  }

  boolean isGranted() {
    return standing.granted().isPresent();
  }

  Optional<Problem> problem() {
    return standing.problem();
  }

  Supplied supplied() {
    return new Supplied(
        asked.replicas(), kept.map(Kept::replicas), standing, kept.flatMap(Kept::problem));
  }

  private Share share() {
    return standing.granted().map(asked::within).orElse(asked);
  }

  Optional<Problem> skew(NestedFacts facts) {
    return pods.skew(asked, facts.version());
  }

  /** What every node reads when it starts. */
  Map<String, String> files(NestedFacts facts) {
    return pods.files(share(), scope.owner(), facts, context);
  }

  void keep(NestedFacts facts, Optional<NodesState> state, Instant now) {
    kept = Optional.of(pods.keep(share(), scope.owner(), facts, inside(state), now, context));
  }

  NodesWish wish(NestedTarget target) {
    return new NodesWish(
        target,
        scope.marking(),
        kept.map(Kept::departing).orElse(Set.of()),
        kept.map(Kept::removed).orElse(Set.of()),
        asked.drainTimeout(),
        kept.map(it -> pods.expected(asked, it.replicas())).orElse(Set.of()));
  }

  /** All of them go; a node without a pod is nobody. */
  NodesWish farewell(NestedTarget target, Optional<NodesState> state) {
    Set<String> names = pods.nodes(asked, inside(state));
    boolean gone = pods.remaining(asked, context).isEmpty();
    return new NodesWish(
        target, scope.marking(), names, gone ? names : Set.of(), asked.drainTimeout(), Set.of());
  }

  /**
   * Lets pods and Nodes go.
   *
   * @param inside what was found inside the cluster; none when that does not count
   * @return what is waited for
   */
  Optional<Problem> retire(Optional<Optional<NodesState>> inside) {
    List<String> remaining = pods.remaining(asked, context);
    if (pods.exist(asked, scope.owner(), context)) {
      if (inside.filter(state -> !isDrained(state)).isPresent()) {
        return Optional.of(
            inside
                .get()
                .flatMap(NodesState::trouble)
                .orElseGet(
                    () -> new Problem("Draining", "the pool goes when its nodes are drained")));
      }
      pods.end(asked, scope.owner(), context);
      return Optional.of(ending(remaining));
    }
    if (!remaining.isEmpty()) {
      return Optional.of(ending(remaining));
    }
    return inside.filter(state -> !pods.nodes(asked, inside(state)).isEmpty()).isPresent()
        ? Optional.of(new Problem("RemovingNodes", "the pool goes when its Nodes are deleted"))
        : Optional.empty();
  }

  void removeFiles() {
    pods.remove(asked, scope.owner(), context);
  }

  private static Problem ending(List<String> pods) {
    return new Problem(
        "EndingPods", "the pool goes when its pods have ended: " + String.join(", ", pods));
  }

  private boolean isDrained(Optional<NodesState> state) {
    Inside inside = inside(state);
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

  /** A Node that is not the pool's is no reason to replace the pod of its name. */
  private static Inside inside(Optional<NodesState> state) {
    return new Inside(
        state.flatMap(NodesState::nodes).map(workers -> health(workers, state.get().strangers())),
        state.map(NodesState::drained).orElse(Set.of()));
  }

  private static Map<String, NodeHealth> health(List<Worker> workers, List<Worker> strangers) {
    Map<String, NodeHealth> health = new TreeMap<>();
    Stream.concat(strangers.stream(), workers.stream())
        .forEach(
            worker -> health.put(worker.name(), new NodeHealth(worker.ready(), worker.since())));
    return health;
  }
}
