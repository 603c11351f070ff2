package dev.nestling.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.Fingerprint;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.RenewalCheck;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FixedMinterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  /** Golden files hold these certificates: a change here changes all of them. */
  @Test
  void certificatesAreTheSameInEveryRun() {
    KeyPair ca = new FixedMinter().certificateAuthority("kubernetes", NOW);

    assertThat(Fingerprint.sha256(ca.certificatePem()))
        .isEqualTo("ee44f36c82d560a2ac17b72dd0c1d730d96e7efec09e674125e7a0151beb2e18");
    assertThat(Fingerprint.sha256(leaf(ca, "admin").certificatePem()))
        .isEqualTo("9419c5f48af799170058e174959e29a3d49cfb46759937a4961a06471954a89b");
    assertThat(HexFormat.of().formatHex(new FixedMinter().encryptionKey()))
        .isEqualTo("2686779f7b88bb2652c4d7cbb3aecd913ebe7d32bb2bb77adf3b9662f5356150");
  }

  @Test
  void certificatesDoNotDependOnTheOrderOfAsking() {
    var minter = new FixedMinter();
    KeyPair ca = minter.certificateAuthority("kubernetes", NOW);
    minter.signingKey();
    leaf(ca, "other");

    assertThat(minter.certificateAuthority("kubernetes", NOW)).isEqualTo(ca);
    assertThat(leaf(ca, "admin")).isEqualTo(leaf(ca, "admin")).isNotEqualTo(leaf(ca, "other"));
  }

  @Test
  void certificatesAreGood() {
    KeyPair ca = new FixedMinter().certificateAuthority("kubernetes", NOW);
    var request = CertificateRequest.client("admin", "admins");
    var input = new RenewalCheck.Input(Optional.of(leaf(ca, "admin")), request, ca, NOW);

    assertThat(RenewalCheck.check(input)).isEmpty();
  }

  private static KeyPair leaf(KeyPair ca, String commonName) {
    return new FixedMinter().sign(ca, CertificateRequest.client(commonName, "admins"), NOW);
  }
}
