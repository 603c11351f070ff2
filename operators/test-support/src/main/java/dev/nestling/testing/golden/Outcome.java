package dev.nestling.testing.golden;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a subject made of a scenario: documents by name, each one becoming {@code out-<name>.yaml}.
 *
 * <p>Objects are named {@code <Kind>-<metadata.name>}; conditions and whatever else matters
 * (recheck times, what is waited for) are added under names of the caller's choice.
 */
public final class Outcome {
  private final SequencedMap<String, String> documents;

  private Outcome(SequencedMap<String, String> documents) {
    this.documents = documents;
  }

  /**
   * @throws IllegalArgumentException when two objects have the same kind and name
   */
  public static Outcome of(Collection<? extends HasMetadata> objects) {
    SequencedMap<String, String> documents = new LinkedHashMap<>();
    for (HasMetadata object : objects) {
      put(documents, object.getKind() + "-" + object.getMetadata().getName(), object);
    }
    return new Outcome(documents);
  }

  /** Objects and the conditions that report on them ({@code out-conditions.yaml}). */
  public static Outcome of(Collection<? extends HasMetadata> objects, Collection<?> conditions) {
    return of(objects).with("conditions", conditions);
  }

  /** Adds a document; {@code value} is anything Jackson can write. */
  public Outcome with(String name, Object value) {
    SequencedMap<String, String> more = new LinkedHashMap<>(documents);
    put(more, name, value);
    return new Outcome(more);
  }

  /** YAML text by document name. */
  Map<String, String> documents() {
    return documents;
  }

  private static void put(Map<String, String> documents, String name, Object value) {
    if (documents.putIfAbsent(name, YamlText.of(value)) != null) {
      throw new IllegalArgumentException("two documents are called " + name);
    }
  }
}
