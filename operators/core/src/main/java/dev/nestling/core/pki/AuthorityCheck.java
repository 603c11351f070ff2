package dev.nestling.core.pki;

import java.time.Instant;
import java.util.Optional;

final class AuthorityCheck {
  private AuthorityCheck() {}

  static Authority examine(Optional<KeyPair> found, Instant now) {
    throw new UnsupportedOperationException();
  }
}
