package dev.nestling.core.pki;

import java.time.Instant;

/**
 * The life of a certificate.
 *
 * @param notBefore inclusive
 * @param notAfter exclusive for our purposes
 */
public record Validity(Instant notBefore, Instant notAfter) {

  /**
   * Reads it from the certificate.
   *
   * @throws IllegalArgumentException when the text is not a certificate
   */
  public static Validity of(String certificatePem) {
    try {
      var certificate = Pem.certificate(certificatePem);
      return new Validity(
          certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    } catch (Pem.UnparsableException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
    }
  }
}
