package dev.nestling.core.ssh;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;

/** The kinds of key that machines and users may have. The order is the one they are offered in. */
enum KeyKind {
  ED25519("ssh-ed25519", BuiltinSignatures.ed25519),
  P256("ecdsa-sha2-nistp256", BuiltinSignatures.nistp256),
  P384("ecdsa-sha2-nistp384", BuiltinSignatures.nistp384),
  P521("ecdsa-sha2-nistp521", BuiltinSignatures.nistp521),
  /** Signs with SHA-2 alone, whatever its name says. */
  RSA("ssh-rsa", BuiltinSignatures.rsaSHA512, BuiltinSignatures.rsaSHA256);

  static final int MIN_RSA_BITS = 2048;

  private final String id;
  private final List<BuiltinSignatures> signatures;

  KeyKind(String id, BuiltinSignatures... signatures) {
    this.id = id;
    this.signatures = List.of(signatures);
  }

  /** As keys in text form begin. */
  String id() {
    return id;
  }

  List<BuiltinSignatures> signatures() {
    return signatures;
  }

  static Optional<KeyKind> named(String id) {
    return Stream.of(values()).filter(kind -> kind.id.equals(id)).findFirst();
  }

  /**
   * The kind of a key.
   *
   * @throws UnusableKeyException when it is none of these, or too short
   */
  static KeyKind of(PublicKey key) throws UnusableKeyException {
    KeyKind kind =
        named(String.valueOf(KeyUtils.getKeyType(key))).orElseThrow(KeyKind::unsupported);
    if (key instanceof RSAPublicKey rsa) {
      requireLength(rsa.getModulus());
    }
    return kind;
  }

  static UnusableKeyException unsupported() {
    return new UnusableKeyException(
        "its type is not supported; supported are "
            + Stream.of(values()).map(KeyKind::id).toList());
  }

  private static void requireLength(BigInteger modulus) throws UnusableKeyException {
    if (modulus.bitLength() < MIN_RSA_BITS) {
      throw new UnusableKeyException(
          "an RSA key needs %d bits at least, and this one has %d"
              .formatted(MIN_RSA_BITS, modulus.bitLength()));
    }
  }
}
