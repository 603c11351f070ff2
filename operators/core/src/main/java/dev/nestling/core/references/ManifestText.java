package dev.nestling.core.references;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A text of YAML documents, each an object or a list of objects. */
sealed interface ManifestText {
  /** All of its objects, in order. */
  record Parsed(List<GenericKubernetesResource> objects) implements ManifestText {}

  /**
   * None of its objects counts.
   *
   * @param where without any of the text
   * @param what is wrong; may quote the text
   * @param unquoted the same without any of the text
   */
  record Malformed(String where, String what, String unquoted) implements ManifestText {}

  ObjectMapper VALUES = new ObjectMapper();

  String NO_YAML = "it is no YAML";
  String TOO_DEEP = "it is nested too deeply";

  /**
   * How many values are in a text; of one that is malformed, those before that.
   *
   * @throws KubernetesYaml.TooLargeException when there are more than that
   */
  static int size(String text, int most) throws KubernetesYaml.TooLargeException {
    try {
      return KubernetesYaml.size(text, most);
    } catch (YamlEngineException malformed) {
      return 0;
    }
  }

  static ManifestText parse(String text) {
    List<GenericKubernetesResource> objects = new ArrayList<>();
    int document = 0;
    try {
      for (Object value : KubernetesYaml.documents(text)) {
        document++;
        for (Object object : items(value)) {
          objects.add(object(object));
        }
      }
      return new Parsed(objects);
    } catch (MarkedYamlEngineException e) {
      return new Malformed(
          e.getProblemMark()
              .map(mark -> "line " + (mark.getLine() + 1) + ", column " + (mark.getColumn() + 1))
              .orElse("its YAML"),
          String.valueOf(e.getProblem()),
          NO_YAML);
    } catch (YamlEngineException e) {
      return new Malformed("its YAML", String.valueOf(e.getMessage()), NO_YAML);
    } catch (StackOverflowError e) {
      return new Malformed("its YAML", TOO_DEEP, TOO_DEEP);
    } catch (NotAnObjectException e) {
      String what = String.valueOf(e.getMessage());
      return new Malformed("document " + document, what, what);
    }
  }

  /** An empty document is none; a list, such as kubectl prints, is its members. */
  private static List<?> items(@Nullable Object document) throws NotAnObjectException {
    if (document == null) {
      return List.of();
    }
    if (document instanceof Map<?, ?> list
        && String.valueOf(list.get("kind")).endsWith("List")
        && list.get("items") instanceof List<?> items) {
      return items;
    }
    return List.of(document);
  }

  private static GenericKubernetesResource object(@Nullable Object value)
      throws NotAnObjectException {
    if (!(value instanceof Map<?, ?> fields)) {
      throw new NotAnObjectException("it is no object");
    }
    require(fields.get("apiVersion"), "apiVersion");
    require(fields.get("kind"), "kind");
    if (!(fields.get("metadata") instanceof Map<?, ?> metadata)) {
      throw new NotAnObjectException("it has no metadata");
    }
    require(metadata.get("name"), "metadata.name");
    try {
      return VALUES.convertValue(fields, GenericKubernetesResource.class);
    } catch (IllegalArgumentException e) {
      throw new NotAnObjectException("its metadata is not that of an object");
    }
  }

  private static void require(@Nullable Object value, String field) throws NotAnObjectException {
    if (!(value instanceof String text) || text.isEmpty()) {
      throw new NotAnObjectException("it has no " + field);
    }
  }

  /** Says what is wrong without quoting anything. */
  final class NotAnObjectException extends Exception {
    NotAnObjectException(String message) {
      super(message);
    }
  }
}
