package dev.nestling.core.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of a certificate's DER form. */
public final class Fingerprint {
  private Fingerprint() {}

  /**
   * 64 lower-case hexadecimal digits, as {@code sha256sum} of the DER file prints them.
   *
   * @throws IllegalArgumentException when the text is not a certificate
   */
  public static String sha256(String certificatePem) {
    try {
      byte[] der = Pem.certificate(certificatePem).getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (Pem.UnparsableException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
