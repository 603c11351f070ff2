package dev.nestling.core.pki;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Text to values and back. Keys that users bring may be PKCS#8, SEC 1 or PKCS#1. */
final class Pem {

  /** The text is not what it should be; the message says what it is instead. */
  static final class UnparsableException extends Exception {
    UnparsableException(String message) {
      super(message);
    }
  }

  private Pem() {}

  static String write(String type, byte[] der) {
    var text = new StringWriter();
    try (var pem = new PemWriter(text)) {
      pem.writeObject(new PemObject(type, der));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  static X509CertificateHolder certificate(String pem) throws UnparsableException {
    return switch (first(pem)) {
      case X509CertificateHolder certificate -> certificate;
      default -> throw new UnparsableException("there is no certificate in it");
    };
  }

  static AsymmetricKeyParameter privateKey(String pem) throws UnparsableException {
    PrivateKeyInfo info =
        switch (first(pem)) {
          case PrivateKeyInfo pkcs8 -> pkcs8;
          case PEMKeyPair traditional -> traditional.getPrivateKeyInfo();
          default -> throw new UnparsableException("there is no unencrypted private key in it");
        };
    try {
      return PrivateKeyFactory.createKey(info);
    } catch (IOException | RuntimeException e) {
      throw new UnparsableException("the private key can't be decoded");
    }
  }

  /** The parser's own messages are not passed on: they may quote the text, which may be a key. */
  private static Object first(String pem) throws UnparsableException {
    try (var parser = new PEMParser(new StringReader(pem))) {
      Object first = parser.readObject();
      if (first == null) {
        throw new UnparsableException("there is no PEM block in it");
      }
      return first;
    } catch (IOException | RuntimeException e) {
      throw new UnparsableException("its PEM block can't be decoded");
    }
  }
}
