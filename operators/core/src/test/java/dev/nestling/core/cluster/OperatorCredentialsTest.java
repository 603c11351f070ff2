package dev.nestling.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class OperatorCredentialsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final SecureMinter minter = new SecureMinter();
  private final OperatorCredentials credentials =
      new OperatorCredentials(minter, InstantSource.fixed(NOW));
  private final KeyPair victim = minter.certificateAuthority("victim", NOW);
  private final KeyPair tenant = minter.certificateAuthority("tenant", NOW);

  @Test
  void theyAreMadeOnce() {
    assertThat(credentials.ofApi(victim)).isPresent().isEqualTo(credentials.ofApi(victim));
    assertThat(credentials.ofApi(victim)).isNotEqualTo(credentials.ofEtcd(victim));
  }

  /** A certificate is no secret: whoever may write a Secret may have another's in it. */
  @Test
  void whoeverHasAnothersCertificateGetsNoCredentialsOfHis() {
    credentials.ofApi(victim);
    credentials.ofEtcd(victim);
    KeyPair forged = new KeyPair(victim.certificatePem(), tenant.privateKeyPem());

    assertThat(credentials.ofApi(forged)).isEmpty();
    assertThat(credentials.ofEtcd(forged)).isEmpty();
  }

  @Test
  void anAuthorityThatCannotSignGivesNone() {
    assertThat(credentials.ofApi(new KeyPair(victim.certificatePem(), "no key"))).isEmpty();
    assertThat(credentials.ofApi(new KeyPair("no certificate", victim.privateKeyPem()))).isEmpty();
  }
}
