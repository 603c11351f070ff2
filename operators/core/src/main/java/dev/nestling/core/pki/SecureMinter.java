package dev.nestling.core.pki;

import java.time.Instant;

/** Mints from the machine's secure randomness: ECDSA P-256 throughout. */
public final class SecureMinter implements Minter {
  @Override
  public KeyPair certificateAuthority(String commonName, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public KeyPair sign(KeyPair ca, CertificateRequest request, Instant now) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SigningKey signingKey() {
    throw new UnsupportedOperationException();
  }

  @Override
  public byte[] encryptionKey() {
    throw new UnsupportedOperationException();
  }
}
