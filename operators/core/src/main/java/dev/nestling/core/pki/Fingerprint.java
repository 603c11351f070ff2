package dev.nestling.core.pki;

/** The SHA-256 of a certificate's DER form. */
public final class Fingerprint {
  private Fingerprint() {}

  /** 64 lower-case hexadecimal digits. */
  public static String sha256(String certificatePem) {
    throw new UnsupportedOperationException();
  }
}
