package dev.nestling.core.objects;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.RenewalCheck;
import java.time.Instant;
import java.util.Optional;

/** An authority at one moment: keeps the pairs that are still good and signs the others anew. */
public record Signer(KeyPair authority, Minter minter, Instant now) {

  /** The existing pair, unless a renewal check has something against it. */
  public KeyPair keepOrSign(Optional<KeyPair> existing, CertificateRequest wanted) {
    return existing
        .filter(pair -> isGood(pair, wanted))
        .orElseGet(() -> minter.sign(authority, wanted, now));
  }

  /** When the pair is due. */
  public Optional<Instant> nextRenewal(KeyPair pair) {
    return RenewalCheck.nextRenewal(pair, authority);
  }

  private boolean isGood(KeyPair pair, CertificateRequest wanted) {
    return RenewalCheck.check(new RenewalCheck.Input(Optional.of(pair), wanted, authority, now))
        .isEmpty();
  }
}
