package dev.nestling.core.content;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What should be in a nested cluster: all of it, because what is left out is removed. Namespaces
 * come first and definitions of custom resources second, everything else in the given order. When
 * an object is given twice, the first one counts.
 */
public final class NestedContent {
  private final List<ContentObject> objects;
  private final String fingerprint;

  private NestedContent(List<ContentObject> objects) {
    this.objects = objects;
    this.fingerprint = fingerprint(objects);
  }

  /**
   * Later changes of the objects don't matter.
   *
   * @param objects models of any kind; those without a class of their own are looked up in the
   *     nested API's discovery
   */
  public static NestedContent of(List<? extends HasMetadata> objects) {
    return new NestedContent(
        objects.stream()
            .map(ContentObject::of)
            .sorted(Comparator.comparingInt(ContentObject::rank))
            .toList());
  }

  /**
   * Equal for equal objects in equal order, in every process. Not to be published when there are
   * Secrets among the objects: it would prove a guess.
   */
  public String fingerprint() {
    return fingerprint;
  }

  List<ContentObject> objects() {
    return objects;
  }

  private static String fingerprint(List<ContentObject> objects) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (ContentObject object : objects) {
        digest.update(object.json().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NestedContent content && content.fingerprint.equals(fingerprint);
  }

  @Override
  public int hashCode() {
    return fingerprint.hashCode();
  }

  @Override
  public String toString() {
    return "NestedContent" + objects;
  }
}
