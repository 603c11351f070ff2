package dev.nestling.core.pki;

import java.util.Optional;

/** Whom a certificate is for. */
public final class CertificateSubject {
  private static final String COMMON_NAME = "CN=";

  private CertificateSubject() {}

  /** Empty when it has none, or the text is no certificate. */
  public static Optional<String> commonName(String certificatePem) {
    try {
      return LeafContents.of(Pem.certificate(certificatePem)).subject().stream()
          .filter(part -> part.startsWith(COMMON_NAME))
          .map(part -> part.substring(COMMON_NAME.length()))
          .findFirst();
    } catch (Pem.UnparsableException notACertificate) {
      return Optional.empty();
    }
  }
}
