package dev.nestling.core.placement;

import dev.nestling.core.logging.LogSubject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A node pool by name. */
public record PoolReference(String namespace, String name) implements LogSubject.Named {
  private static final int MAX_LABEL = 63;
  private static final int HASH_DIGITS = 10;

  /**
   * What its nodes have as a label, and as a taint when they are dedicated: {@code namespace.name},
   * cut and with a hash when that is too long for a label's value.
   */
  public String mark() {
    String whole = namespace + "." + name;
    if (whole.length() <= MAX_LABEL) {
      return whole;
    }
    return whole.substring(0, MAX_LABEL - HASH_DIGITS - 1) + "-" + hash(whole);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
