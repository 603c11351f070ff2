package dev.nestling.core.pki;

import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.x509.BasicConstraints;

/** Decides whether a pair can sign; the checks run from the crudest to the finest. */
final class AuthorityCheck {
  private AuthorityCheck() {}

  static Authority examine(Optional<KeyPair> found, Instant now) {
    if (found.isEmpty()) {
      return new Authority.Absent();
    }
    KeyPair pair = found.get();
    return damage(pair, now)
        .<Authority>map(Authority.Damaged::new)
        .orElseGet(() -> new Authority.Present(pair));
  }

  private static Optional<Reason> damage(KeyPair pair, Instant now) {
    ParsedPair parsed;
    try {
      parsed = ParsedPair.of(pair);
    } catch (Pem.UnparsableException e) {
      return reason("Unparsable", "The authority can't be read: " + e.getMessage() + ".");
    }
    if (!isAuthority(parsed)) {
      return reason("NotAnAuthority", "The certificate may not sign others: it is not a CA.");
    }
    if (!Signatures.belongTogether(parsed.certificate(), parsed.privateKey())) {
      return reason("KeyMismatch", "The authority's key does not belong to its certificate.");
    }
    if (now.isBefore(parsed.notBefore())) {
      return reason(
          "NotYetValid", "The authority is valid from " + parsed.notBefore() + " on only.");
    }
    if (!now.isBefore(parsed.notAfter())) {
      return reason("Expired", "The authority expired at " + parsed.notAfter() + ".");
    }
    return Optional.empty();
  }

  private static boolean isAuthority(ParsedPair parsed) {
    BasicConstraints constraints =
        BasicConstraints.fromExtensions(parsed.certificate().getExtensions());
    return constraints != null && constraints.isCA();
  }

  private static Optional<Reason> reason(String reason, String message) {
    return Optional.of(new Reason(reason, message));
  }
}
