package dev.nestling.core.objects;

import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What some keys of a Secret say; it can be told from other content but never be shown. A plain
 * hash would not do: from the hash of a weak password the password can be guessed.
 */
public final class SecretContent {
  private static final String ALGORITHM = "HmacSHA256";
  private static final String PURPOSE = "nestling.dev/config-hash";
  private static final int BYTES_SHOWN = 16;

  private final Map<String, String> data;

  private SecretContent(Map<String, String> data) {
    this.data = data;
  }

  public static SecretContent of(Secret secret, List<String> keys) {
    Map<String, String> data = new TreeMap<>();
    for (String key : keys) {
      SecretData.text(secret, key).ifPresent(text -> data.put(key, text));
    }
    return new SecretContent(data);
  }

  /**
   * A code that changes with the content.
   *
   * @param clusterSecret something as secret as the content, of 32 random bytes or more, without
   *     which nobody can try out contents
   * @return 32 hexadecimal digits
   */
  public String code(String clusterSecret) {
    byte[] key = hmac(clusterSecret.getBytes(StandardCharsets.UTF_8), PURPOSE);
    StringBuilder text = new StringBuilder();
    data.forEach(
        (name, value) -> text.append(name).append('\n').append(base64(value)).append('\n'));
    return HexFormat.of().formatHex(Arrays.copyOf(hmac(key, text.toString()), BYTES_SHOWN));
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SecretContent content && data.equals(content.data);
  }

  @Override
  public int hashCode() {
    return data.hashCode();
  }

  @Override
  public String toString() {
    return "SecretContent" + data.keySet();
  }
}
