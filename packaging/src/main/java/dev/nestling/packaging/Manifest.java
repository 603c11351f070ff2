package dev.nestling.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One object of {@code config/}.
 *
 * @param file that it stands in
 * @param text as it stands there, with its comments, without separators
 * @param object what it says
 */
record Manifest(Path file, String text, ObjectNode object) {
  private static final String PART_OF_OPERATOR = "-operator";

  /**
   * @throws IllegalArgumentException when the text is not an object of Kubernetes
   */
  static Manifest parse(Path file, String text) {
    try {
      JsonNode node = Yaml.MAPPER.readTree(text);
      if (node instanceof ObjectNode object && object.hasNonNull("kind")) {
        return new Manifest(file, text, object);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(file + " is no YAML: " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException(file + " has something without a kind: " + text);
  }

  String kind() {
    return object.path("kind").asText();
  }

  String name() {
    return object.path("metadata").path("name").asText();
  }

  String namespace() {
    return object.path("metadata").path("namespace").asText();
  }

  /** The operator that it belongs to alone; empty for what both have and people use. */
  Optional<String> operator() {
    return Optional.of(
            object.path("metadata").path("labels").path("app.kubernetes.io/name").asText())
        .filter(name -> name.endsWith(PART_OF_OPERATOR));
  }
}
