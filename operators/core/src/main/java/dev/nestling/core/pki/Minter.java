package dev.nestling.core.pki;

import java.time.Instant;

/** Makes keys and certificates; the only randomness that a planner has. */
public interface Minter {

  /** A new self-signed authority, valid for ten years. */
  KeyPair certificateAuthority(String commonName, Instant now);

  /** A new key with a certificate from an authority; never valid for longer than the authority. */
  KeyPair sign(KeyPair ca, CertificateRequest request, Instant now);

  /** A new pair for service-account tokens. */
  SigningKey signingKey();

  /** 32 new random bytes, a key of AES-256. */
  byte[] encryptionKey();

  /** Random characters of a-z and 0-9. */
  String letters(int length);
}
