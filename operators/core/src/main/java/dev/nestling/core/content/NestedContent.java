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
 * What should be in a nested cluster. What is left out of the whole of it is removed; while only a
 * part is known, nothing is. Namespaces come first and definitions of custom resources second,
 * everything else in the given order. When an object is given twice, the first one counts.
 */
public final class NestedContent {
  private final List<ContentObject> objects;
  private final boolean whole;
  private final String fingerprint;

  private NestedContent(List<? extends HasMetadata> models, boolean whole) {
    this.objects =
        models.stream()
            .map(ContentObject::of)
            .sorted(Comparator.comparingInt(ContentObject::rank))
            .toList();
    this.whole = whole;
    this.fingerprint = fingerprint(objects, whole);
  }

  /**
   * All that should be there. Later changes of the objects don't matter.
   *
   * @param objects models of any kind; those without a class of their own are looked up in the
   *     nested API's discovery
   */
  public static NestedContent of(List<? extends HasMetadata> objects) {
    return new NestedContent(objects, true);
  }

  /** A part of what should be there: the rest is not known, so nothing is removed. */
  public static NestedContent partOf(List<? extends HasMetadata> objects) {
    return new NestedContent(objects, false);
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

  boolean whole() {
    return whole;
  }

  private static String fingerprint(List<ContentObject> objects, boolean whole) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (ContentObject object : objects) {
        digest.update(object.json().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
      }
      if (!whole) {
        digest.update("a part".getBytes(StandardCharsets.UTF_8));
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
