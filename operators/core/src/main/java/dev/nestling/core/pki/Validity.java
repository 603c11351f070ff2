package dev.nestling.core.pki;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

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

  /** When the first of these pairs ends; one that can't be read has no end. */
  public static Optional<Instant> firstEnd(Stream<KeyPair> pairs) {
    return pairs.flatMap(pair -> end(pair).stream()).min(Comparator.naturalOrder());
  }

  private static Optional<Instant> end(KeyPair pair) {
    try {
      return Optional.of(Pem.certificate(pair.certificatePem()).getNotAfter().toInstant());
    } catch (Pem.UnparsableException unreadable) {
      return Optional.empty();
    }
  }
}
