package dev.nestling.core.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x9.X962Parameters;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * The same private key in the forms that others read. Kubeconfigs hold SEC 1, as those of other
 * distributions do: the most used Java client takes PKCS#8 for RSA and fails on ours.
 */
public final class PrivateKeyText {
  private PrivateKeyText() {}

  /**
   * An EC key as {@code EC PRIVATE KEY}, with its curve and public key; another kind of key as it
   * is.
   *
   * @param pem any form that {@link Pem} reads
   * @throws IllegalArgumentException when it can't be read
   */
  public static String sec1(String pem) {
    AsymmetricKeyParameter key = read(pem);
    if (!(key instanceof ECPrivateKeyParameters ec)
        || !(ec.getParameters() instanceof ECNamedDomainParameters curve)) {
      return pem;
    }
    byte[] point =
        new FixedPointCombMultiplier().multiply(curve.getG(), ec.getD()).getEncoded(false);
    var sec1 =
        new ECPrivateKey(
            curve.getN().bitLength(),
            ec.getD(),
            new DERBitString(point),
            new X962Parameters(curve.getName()));
    try {
      return Pem.write("EC PRIVATE KEY", sec1.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The DER of a key in PKCS#8, which is what the JDK reads.
   *
   * @throws IllegalArgumentException when it can't be read
   */
  public static byte[] pkcs8(String pem) {
    try {
      return PrivateKeyInfoFactory.createPrivateKeyInfo(read(pem)).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static AsymmetricKeyParameter read(String pem) {
    try {
      return Pem.privateKey(pem);
    } catch (Pem.UnparsableException e) {
      throw new IllegalArgumentException("not a private key: " + e.getMessage(), e);
    }
  }
}
