package dev.nestling.core.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.cert.X509CertificateHolder;

/** SHA-256 of what a certificate is, and of the key in it. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * 64 lower-case hexadecimal digits, as {@code sha256sum} of the DER file prints them.
   *
   * @throws IllegalArgumentException when the text is not a certificate
   */
  public static String sha256(String certificatePem) {
    return digest(certificate(certificatePem).toASN1Structure());
  }

  /**
   * {@code sha256:} and 64 lower-case hexadecimal digits, as {@code kubeadm join} takes it with
   * {@code --discovery-token-ca-cert-hash}: of the public key, so that a joining node talks to no
   * other authority.
   *
   * @throws IllegalArgumentException when the text is not a certificate
   */
  public static String publicKeyPin(String certificatePem) {
    return "sha256:" + digest(certificate(certificatePem).getSubjectPublicKeyInfo());
  }

  private static X509CertificateHolder certificate(String pem) {
    try {
      return Pem.certificate(pem);
    } catch (Pem.UnparsableException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
    }
  }

  private static String digest(ASN1Object value) {
    try {
      byte[] der = value.getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
