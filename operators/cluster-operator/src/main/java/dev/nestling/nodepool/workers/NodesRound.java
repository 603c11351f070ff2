package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps labels and taints of a pool's nodes, and takes in who has joined. The others come first:
 * whatever machines write into requests for certificates keeps no node waiting.
 */
final class NodesRound extends ClusterRound<NodesWish, NodesState> {
  /** A node should bear its taints before many pods are on it. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private static final Duration AFTER_A_CHANGE = Duration.ofSeconds(1);

  NodesRound(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Rounds.Found<NodesState> visit(NestedApi api, NodesWish wish)
      throws UnavailableException, InterruptedException {
    var nodes = new PoolNodes(api, wish.marking());
    nodes.mark();
    nodes.admit();
    boolean soon = nodes.changed() && nodes.refusal().isEmpty();
    return new Rounds.Found<>(
        new NodesState(Optional.of(nodes.workers()), nodes.refusal()),
        soon ? AFTER_A_CHANGE : PAUSE);
  }

  @Override
  NodesState unknown(Problem why) {
    return new NodesState(Optional.empty(), Optional.of(why));
  }
}
