package dev.nestling.core.pki;

/**
 * A certificate and its private key.
 *
 * @param certificatePem one X.509 certificate, PEM
 * @param privateKeyPem PEM, not encrypted: PKCS#8 as minted, SEC 1 in kubeconfigs
 */
public record KeyPair(String certificatePem, String privateKeyPem) {

  /** Without the key, so that no log ever shows it. */
  @Override
  public String toString() {
    return "KeyPair[" + certificatePem + "]";
  }
}
