package dev.nestling.testing.apiserver;

import java.util.Comparator;

/**
 * Where an object is stored; versions of a kind share one place.
 *
 * @param namespace empty for cluster-scoped objects
 */
record ObjectKey(String group, String plural, String namespace, String name)
    implements Comparable<ObjectKey> {
  private static final Comparator<ObjectKey> ORDER =
      Comparator.comparing(ObjectKey::group)
          .thenComparing(ObjectKey::plural)
          .thenComparing(ObjectKey::namespace)
          .thenComparing(ObjectKey::name);

  @Override
  public int compareTo(ObjectKey other) {
    return ORDER.compare(this, other);
  }

  boolean isIn(ResourcePath collection) {
    return group.equals(collection.group())
        && plural.equals(collection.plural())
        && (collection.namespace().isEmpty() || namespace.equals(collection.namespace()));
  }
}
