package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps labels and taints of a pool's nodes, takes in who has joined, and lets go who is to go. The
 * others come first: whatever machines write into requests for certificates keeps no node waiting.
 */
final class NodesRound extends ClusterRound<NodesWish, NodesState> {
  /** A node should bear its taints before many pods are on it. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  /** A look costs with every node, so that a pool of many is looked at less often. */
  private static final Duration PAUSE_PER_NODE = Duration.ofMillis(20);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private static final Duration AFTER_A_CHANGE = Duration.ofSeconds(1);

  /** Pods end in their own time. */
  private static final Duration WHILE_DRAINING = Duration.ofSeconds(2);

  private final Drains drains;

  NodesRound(Surroundings surroundings, InstantSource clock) {
    super(surroundings);
    this.drains = new Drains(clock);
  }

  @Override
  Rounds.Found<NodesState> visit(NestedApi api, NodesWish wish)
      throws UnavailableException, InterruptedException {
    var nodes = new PoolNodes(api, wish);
    nodes.mark();
    nodes.admit();
    Set<String> departing = nodes.departing();
    Drains.Way way =
        departing.isEmpty()
                || departing.stream().anyMatch(wish.returning()::contains)
                || nodes.anyElsewhere()
            ? Drains.Way.EVICTION
            : Drains.Way.DELETION;
    Set<String> drained = drains.go(api, departing, way, wish.drainTimeout());
    List<Worker> strangers = nodes.strangers();
    boolean draining = drained.size() < departing.size();
    boolean soon = nodes.changed() && nodes.refusal().isEmpty();
    List<Worker> workers = nodes.workers();
    return new Rounds.Found<>(
        new NodesState(
            Optional.of(workers),
            strangers,
            wish.expected(),
            drained,
            nodes.refusal().or(drains::obstacle)),
        soon ? AFTER_A_CHANGE : draining ? WHILE_DRAINING : pause(workers.size()));
  }

  static Duration pause(int nodes) {
    Duration pause = PAUSE.plus(PAUSE_PER_NODE.multipliedBy(nodes));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  @Override
  NodesState unknown(Problem why) {
    return new NodesState(Optional.empty(), List.of(), Set.of(), Set.of(), Optional.of(why));
  }

  /** Who was drained for another wish may have got pods since. */
  @Override
  NodesState outdated(NodesState before) {
    return new NodesState(
        before.nodes(), before.strangers(), before.asked(), Set.of(), before.trouble());
  }
}
