package dev.nestling.core.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.RSAKeyPairGenerator;
import org.bouncycastle.crypto.params.RSAKeyGenerationParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;

/** An authority as users bring them: RSA, the key in the traditional format. */
final class RsaAuthority {
  static final KeyPair PAIR = pair();

  private RsaAuthority() {}

  private static KeyPair pair() {
    var random = new SecureRandom();
    var generator = new RSAKeyPairGenerator();
    generator.init(new RSAKeyGenerationParameters(BigInteger.valueOf(65537), random, 2048, 100));
    AsymmetricCipherKeyPair keys = generator.generateKeyPair();
    try {
      var certificate =
          new CertificateWriter(random, Pairs.NOW).authority("users", Duration.ofDays(9), keys);
      var pkcs8 = PrivateKeyInfoFactory.createPrivateKeyInfo(keys.getPrivate());
      byte[] pkcs1 = pkcs8.parsePrivateKey().toASN1Primitive().getEncoded();
      return new KeyPair(
          Pem.write("CERTIFICATE", certificate.getEncoded()), Pem.write("RSA PRIVATE KEY", pkcs1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
