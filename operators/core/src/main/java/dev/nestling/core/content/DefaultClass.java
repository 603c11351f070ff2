package dev.nestling.core.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * The class of storage for claims that name none. Of several classes that say to be it, Kubernetes
 * takes the newest, so that one that we create would take the place of another one.
 */
final class DefaultClass {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> ANNOTATIONS =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  /** Where all classes are listed. */
  static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

  private DefaultClass() {}

  /** Whether the object says to be it. */
  static boolean isClaimedBy(ContentObject object) {
    return object.kind().equals("StorageClass") && saysSo(parsed(object));
  }

  /** The object's text; beside a class that says to be it, one that does not. */
  static String givingWay(ContentObject object, JsonNode classes) {
    for (JsonNode other : classes.path("items")) {
      if (saysSo(other)) {
        ObjectNode tree = parsed(object);
        ObjectNode annotations = (ObjectNode) tree.path("metadata").path("annotations");
        ANNOTATIONS.stream().filter(annotations::has).forEach(key -> annotations.put(key, "false"));
        return tree.toString();
      }
    }
    return object.json();
  }

  private static boolean saysSo(JsonNode storageClass) {
    JsonNode annotations = storageClass.path("metadata").path("annotations");
    return ANNOTATIONS.stream().anyMatch(key -> annotations.path(key).asText("").equals("true"));
  }

  private static ObjectNode parsed(ContentObject object) {
    try {
      return (ObjectNode) JSON.readTree(object.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an object of content is JSON", e);
    }
  }
}
