package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.WorkersDemand;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one reconcile came to.
 *
 * @param nodes of the pool
 * @param grants none means that the ledger is somebody else's
 * @param deleted whether the pool is on its way out
 */
record Outcome(NodeClaims nodes, Optional<Grants> grants, boolean deleted) {
  static int granted(Grants grants) {
    return (int) entries(grants, PoolAnswer.Granted.class).count();
  }

  /** Clusters that were granted room. */
  static int clusters(Grants grants) {
    return (int) entries(grants, PoolAnswer.Granted.class).filter(Outcome::isOfCluster).count();
  }

  /** Clusters that wait for it. */
  static int waitingClusters(Grants grants) {
    return (int) entries(grants, PoolAnswer.Refused.class).filter(Outcome::isOfCluster).count();
  }

  /** Worker nodes that were granted room. */
  static int workers(Grants grants) {
    return entries(grants, PoolAnswer.Granted.class)
        .filter(entry -> entry.claimant().isPool())
        .mapToInt(entry -> WorkersDemand.nodes(((PoolAnswer.Granted) entry.answer()).demand()))
        .sum();
  }

  /** Pools of worker nodes that wait for it. */
  static int waitingPools(Grants grants) {
    return (int)
        entries(grants, PoolAnswer.Refused.class)
            .filter(entry -> entry.claimant().isPool())
            .count();
  }

  /** Whether something is waited for that nobody tells of. */
  boolean waits() {
    return !nodes.taken().isEmpty()
        || !nodes.refused().isEmpty()
        || grants.filter(it -> it.returning() || roomIsWaitedFor(it)).isPresent();
  }

  private static boolean roomIsWaitedFor(Grants grants) {
    return grants.ledger().entries().values().stream()
        .anyMatch(
            entry ->
                entry.answer() instanceof PoolAnswer.Refused refused
                    && refused.problem().reason().equals(PoolAnswer.NO_ROOM));
  }

  private static boolean isOfCluster(Ledger.Entry entry) {
    return !entry.claimant().isPool();
  }

  private static Stream<Ledger.Entry> entries(Grants grants, Class<? extends PoolAnswer> kind) {
    return grants.ledger().entries().values().stream()
        .filter(entry -> kind.isInstance(entry.answer()));
  }
}
