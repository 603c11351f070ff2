package dev.nestling.nodepool.workers;

import dev.nestling.core.kubeadm.BootstrapToken;
import java.time.Duration;
import java.time.Instant;

/**
 * A token, and when it ends.
 *
 * @param uid of the Secret in the management cluster that it was given out with: when that is
 *     deleted, so is the token
 */
record JoinToken(BootstrapToken token, Instant expiration, String uid) {

  /** A token is given out for the first half of its life; a shorter life counts at once. */
  static boolean isFresh(Instant expiration, Instant now, Duration ttl) {
    return expiration.isAfter(now.plus(ttl.dividedBy(2))) && !expiration.isAfter(now.plus(ttl));
  }
}
