package dev.nestling.core.pki;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a certificate authority's keys. Only {@link Absent} may be answered with
 * minting, and only where nothing depends on older keys: the planner says {@code KeyMaterialLost}
 * otherwise. A {@link Damaged} authority is never healed by minting.
 */
public sealed interface Authority {

  /** The pair is usable. */
  record Present(KeyPair pair) implements Authority {}

  /** There is no pair. */
  record Absent() implements Authority {}

  /** There is something, and it can't sign. */
  record Damaged(Reason reason) implements Authority {}

  /** Examines the pair that was found. */
  static Authority examine(Optional<KeyPair> found, Instant now) {
    return AuthorityCheck.examine(found, now);
  }
}
