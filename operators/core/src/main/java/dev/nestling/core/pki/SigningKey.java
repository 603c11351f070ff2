package dev.nestling.core.pki;

/**
 * The pair that signs and verifies service-account tokens.
 *
 * @param publicKeyPem SubjectPublicKeyInfo, PEM
 * @param privateKeyPem PKCS#8, PEM, not encrypted
 */
public record SigningKey(String publicKeyPem, String privateKeyPem) {

  /** Without the private key, so that no log ever shows it. */
  @Override
  public String toString() {
    return "SigningKey[" + publicKeyPem + "]";
  }
}
