package dev.nestling.core.pki;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/** Mints ECDSA P-256 keys. */
public final class SecureMinter implements Minter {

  /** The life of an authority. */
  public static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

  private static final int AES_256_BYTES = 32;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final SecureRandom random;

  /** Mints from the machine's secure randomness. */
  public SecureMinter() {
    this(new SecureRandom());
  }

  /**
   * @param random all keys and serial numbers come from it; a test's may be predictable
   */
  public SecureMinter(SecureRandom random) {
    this.random = random;
  }

  @Override
  public KeyPair certificateAuthority(String commonName, Instant now) {
    AsymmetricCipherKeyPair keys = newKeys();
    X509CertificateHolder certificate =
        new CertificateWriter(random, now).authority(commonName, AUTHORITY_VALIDITY, keys);
    return pair(certificate, keys.getPrivate());
  }

  @Override
  public KeyPair sign(KeyPair ca, CertificateRequest request, Instant now) {
    AsymmetricCipherKeyPair keys = newKeys();
    X509CertificateHolder certificate =
        new CertificateWriter(random, now).leaf(ParsedPair.ofUsable(ca), request, keys.getPublic());
    return pair(certificate, keys.getPrivate());
  }

  @Override
  public SigningKey signingKey() {
    AsymmetricCipherKeyPair keys = newKeys();
    try {
      byte[] publicKey =
          SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(keys.getPublic()).getEncoded();
      return new SigningKey(Pem.write("PUBLIC KEY", publicKey), pkcs8(keys.getPrivate()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public byte[] encryptionKey() {
    var key = new byte[AES_256_BYTES];
    random.nextBytes(key);
    return key;
  }

  @Override
  public String letters(int length) {
    var text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }

  private AsymmetricCipherKeyPair newKeys() {
    var generator = new ECKeyPairGenerator();
    var curve = ECNamedDomainParameters.lookup(SECObjectIdentifiers.secp256r1);
    generator.init(new ECKeyGenerationParameters(curve, random));
    return generator.generateKeyPair();
  }

  private static KeyPair pair(X509CertificateHolder certificate, AsymmetricKeyParameter key) {
    try {
      return new KeyPair(Pem.write("CERTIFICATE", certificate.getEncoded()), pkcs8(key));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String pkcs8(AsymmetricKeyParameter privateKey) {
    try {
      return Pem.write(
          "PRIVATE KEY", PrivateKeyInfoFactory.createPrivateKeyInfo(privateKey).getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
