package dev.nestling.core.ssh;

import dev.nestling.core.pki.PrivateKeyText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/** A private key that a user of machines proves itself with. Never shows the key. */
public final class SshIdentity {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\n(.*?)-----END \\1-----", Pattern.DOTALL);
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String OPENSSH = "OPENSSH PRIVATE KEY";

  /** Follows the magic word {@code openssh-key-v1\0} with its length. */
  private static final byte[] UNENCRYPTED =
      "openssh-key-v1\0\0\0\0\4none".getBytes(StandardCharsets.US_ASCII);

  private final KeyPair pair;
  private final HostKey publicKey;

  private SshIdentity(KeyPair pair, HostKey publicKey) {
    this.pair = pair;
    this.publicKey = publicKey;
  }

  /**
   * Reads a private key that is not encrypted, as {@code ssh-keygen} writes it or as PEM (PKCS#8,
   * SEC 1, PKCS#1).
   *
   * @throws UnusableKeyException saying what is wrong with it, without a word of it
   */
  public static SshIdentity parse(String text) throws UnusableKeyException {
    String clean = text.replace("\r\n", "\n").strip() + "\n";
    Matcher block = BLOCK.matcher(clean);
    if (!block.find()) {
      throw new UnusableKeyException(whatElse(clean));
    }
    if (!block.group(1).endsWith("PRIVATE KEY")) {
      throw new UnusableKeyException("it is no private key, it is a " + block.group(1));
    }
    if (isEncrypted(block.group(1), block.group(2))) {
      throw new UnusableKeyException(
          "it is encrypted; only keys without a passphrase can be used (ssh-keygen -p removes it)");
    }
    KeyPair pair = decode(block.group(1), clean);
    return new SshIdentity(pair, HostKey.of(pair.getPublic()));
  }

  private static String whatElse(String text) {
    if (KeyKind.named(text.split("\\s", 2)[0]).isPresent()) {
      return "it is a public key; the private one is needed";
    }
    if (text.startsWith("PuTTY-User-Key-File")) {
      return "it is a key of PuTTY's; export it as an OpenSSH key";
    }
    return text.isBlank() ? "it is empty" : "it is no private key in OpenSSH's form or PEM";
  }

  private static boolean isEncrypted(String type, String body) throws UnusableKeyException {
    if (type.equals(OPENSSH)) {
      byte[] bytes = base64(body);
      return !startsWith(bytes, UNENCRYPTED);
    }
    return type.startsWith("ENCRYPTED") || body.contains("ENCRYPTED");
  }

  private static byte[] base64(String body) throws UnusableKeyException {
    try {
      return Base64.getMimeDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] start) {
    return bytes.length >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
  }

  /** The library's own exceptions are not passed on: they may quote what they could not read. */
  private static KeyPair decode(String type, String text) throws UnusableKeyException {
    List<KeyPair> pairs = new ArrayList<>();
    try (var stream = new ByteArrayInputStream(whole(type, text))) {
      @Nullable Iterable<KeyPair> found =
          SecurityUtils.loadKeyPairIdentities(
              null, NamedResource.ofName("key"), stream, FilePasswordProvider.EMPTY);
      if (found != null) {
        found.forEach(pairs::add);
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw damaged();
    }
    if (pairs.size() > 1) {
      throw new UnusableKeyException("it holds more than one key");
    }
    if (pairs.isEmpty() || pairs.getFirst().getPublic() == null) {
      throw damaged();
    }
    return pairs.getFirst();
  }

  /** The library takes no EC key in PKCS#8 that came without its public part. */
  private static byte[] whole(String type, String text) {
    String pem = type.equals(PKCS8) ? PrivateKeyText.sec1(text) : text;
    return pem.getBytes(StandardCharsets.UTF_8);
  }

  private static UnusableKeyException damaged() {
    return new UnusableKeyException("it is damaged, or of a type that is not supported");
  }

  KeyPair pair() {
    return pair;
  }

  /** What belongs into {@code authorized_keys}. */
  public String publicKey() {
    return publicKey.toString();
  }

  /** Of the public key, as {@code ssh-keygen -l} says it. */
  public String fingerprint() {
    return publicKey.fingerprint();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SshIdentity identity && publicKey.equals(identity.publicKey);
  }

  @Override
  public int hashCode() {
    return publicKey.hashCode();
  }

  @Override
  public String toString() {
    return "SshIdentity[" + fingerprint() + "]";
  }
}
