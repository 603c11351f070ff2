package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.PoolAnswer;
import java.util.Optional;

/**
 * What one reconcile came to.
 *
 * @param nodes of the pool
 * @param grants none means that the ledger is somebody else's
 * @param deleted whether the pool is on its way out
 */
record Outcome(NodeClaims nodes, Optional<Grants> grants, boolean deleted) {
  static int granted(Grants grants) {
    return count(grants, PoolAnswer.Granted.class);
  }

  static int waiting(Grants grants) {
    return count(grants, PoolAnswer.Refused.class);
  }

  /** Whether something is waited for that nobody tells of. */
  boolean waits() {
    return !nodes.taken().isEmpty()
        || !nodes.refused().isEmpty()
        || grants.filter(Outcome::roomIsWaitedFor).isPresent();
  }

  private static boolean roomIsWaitedFor(Grants grants) {
    return grants.ledger().entries().values().stream()
        .anyMatch(
            entry ->
                entry.answer() instanceof PoolAnswer.Refused refused
                    && refused.problem().reason().equals(Granting.NO_ROOM));
  }

  private static int count(Grants grants, Class<? extends PoolAnswer> kind) {
    return (int)
        grants.ledger().entries().values().stream()
            .filter(entry -> kind.isInstance(entry.answer()))
            .count();
  }
}
