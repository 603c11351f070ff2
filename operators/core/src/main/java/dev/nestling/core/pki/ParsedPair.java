package dev.nestling.core.pki;

import java.time.Instant;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;

/** A pair whose two texts could be read; whether they fit is another question. */
record ParsedPair(X509CertificateHolder certificate, AsymmetricKeyParameter privateKey) {

  static ParsedPair of(KeyPair pair) throws Pem.UnparsableException {
    return new ParsedPair(
        Pem.certificate(pair.certificatePem()), Pem.privateKey(pair.privateKeyPem()));
  }

  /** A pair that was examined before. */
  static ParsedPair ofUsable(KeyPair pair) {
    try {
      return of(pair);
    } catch (Pem.UnparsableException e) {
      throw new IllegalArgumentException("not a usable pair: " + e.getMessage(), e);
    }
  }

  Instant notBefore() {
    return certificate.getNotBefore().toInstant();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }
}
