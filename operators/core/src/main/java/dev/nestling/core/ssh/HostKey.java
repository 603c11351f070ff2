package dev.nestling.core.ssh;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/** A public key by which a machine proves that it is the one that is meant. */
public final class HostKey {
  private final KeyKind kind;
  private final String encoded;

  private HostKey(KeyKind kind, String encoded) {
    this.kind = kind;
    this.encoded = encoded;
  }

  /**
   * Reads one key as {@code ssh-keyscan}, {@code known_hosts} and {@code
   * /etc/ssh/ssh_host_*_key.pub} have it: {@code [names] type base64 [comment]}. The names are not
   * looked at, because a key is given for one machine.
   *
   * @throws UnusableKeyException saying what is wrong with it
   */
  public static HostKey parse(String line) throws UnusableKeyException {
    String text = line.strip();
    if (text.contains("PRIVATE KEY")) {
      throw new UnusableKeyException("it is a private key; the public one is needed");
    }
    if (text.isEmpty() || text.startsWith("#")) {
      throw new UnusableKeyException("it is empty");
    }
    if (text.lines().count() > 1) {
      throw new UnusableKeyException("it has more than one line; give each key by itself");
    }
    if (text.startsWith("@")) {
      throw new UnusableKeyException(
          "authorities and revoked keys (lines that begin with @) are not supported");
    }
    List<String> words = Arrays.asList(text.split("[ \t]+"));
    int type = KeyKind.named(words.getFirst()).isPresent() ? 0 : 1;
    if (words.size() < type + 2) {
      throw new UnusableKeyException(
          "it must read as in known_hosts, such as: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA…");
    }
    KeyKind kind = KeyKind.named(words.get(type)).orElseThrow(KeyKind::unsupported);
    return decoded(kind, words.get(type + 1));
  }

  private static HostKey decoded(KeyKind kind, String encoded) throws UnusableKeyException {
    HostKey key;
    try {
      var buffer = new ByteArrayBuffer(Base64.getDecoder().decode(encoded));
      key = of(buffer.getRawPublicKey());
    } catch (SshException | RuntimeException e) {
      throw new UnusableKeyException("what follows " + kind.id() + " is no key, or cut off");
    }
    if (key.kind != kind) {
      throw new UnusableKeyException(
          "it says " + kind.id() + ", and the key is " + key.kind.id() + " by itself");
    }
    if (!key.encoded.equals(encoded)) {
      throw new UnusableKeyException("something follows the key in its base64");
    }
    return key;
  }

  /**
   * A key that a machine showed.
   *
   * @throws UnusableKeyException when it is of no kind that we take
   */
  static HostKey of(PublicKey key) throws UnusableKeyException {
    KeyKind kind = KeyKind.of(key);
    var buffer = new ByteArrayBuffer();
    buffer.putRawPublicKey(key);
    return new HostKey(kind, Base64.getEncoder().encodeToString(buffer.getCompactData()));
  }

  KeyKind kind() {
    return kind;
  }

  /** As {@code ssh-keygen -l} says it: {@code SHA256:} and base64 without padding. */
  public String fingerprint() {
    return fingerprint(Base64.getDecoder().decode(encoded));
  }

  static String fingerprint(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HostKey key && encoded.equals(key.encoded);
  }

  @Override
  public int hashCode() {
    return encoded.hashCode();
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return kind.id() + " " + encoded;
  }
}
