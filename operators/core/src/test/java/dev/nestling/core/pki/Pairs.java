package dev.nestling.core.pki;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the tests of this package have in common: one authority, one server. */
final class Pairs {
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  static final Minter MINTER = new SecureMinter();
  static final KeyPair CA = MINTER.certificateAuthority("kubernetes", NOW);
  static final CertificateRequest SERVER =
      CertificateRequest.server(
          "kube-apiserver",
          List.of("localhost", "Kubernetes.default"),
          List.of("127.0.0.1", "::1"));

  private Pairs() {}

  static KeyPair serverAt(Instant instant) {
    return MINTER.sign(CA, SERVER, instant);
  }

  static Instant after(Duration duration) {
    return NOW.plus(duration);
  }
}
