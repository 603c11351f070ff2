package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.jackson.UnmatchedFieldTypeModule;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * An object as it is sent: text, because hundreds of clusters' models would fill the heap.
 *
 * @param apiVersion group and version
 * @param kind the object's
 * @param namespace empty when it says none
 * @param name empty when it has none
 * @param json the whole object, keys in order
 * @param once whether it is only created, and never changed
 * @param resource what paths say, when the model knows
 */
record ContentObject(
    String apiVersion,
    String kind,
    String namespace,
    String name,
    String json,
    boolean once,
    Optional<Resource> resource) {

  /** What models need: some have dates, and keep what their class has no field for. */
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModules(new JavaTimeModule(), new UnmatchedFieldTypeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private static final String DEFINITIONS = "apiextensions.k8s.io";

  /** What only a server says; manifests that were read from one have it. */
  private static final List<String> OF_THE_SERVER =
      List.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generation",
          "managedFields",
          "resourceVersion",
          "selfLink",
          "uid");

  static ContentObject of(HasMetadata model) {
    try {
      JsonNode tree = JSON.readTree(JSON.writeValueAsBytes(model));
      JsonNode metadata = tree.path("metadata");
      if (metadata instanceof ObjectNode object) {
        object.remove(OF_THE_SERVER);
      }
      return new ContentObject(
          tree.path("apiVersion").asText(""),
          tree.path("kind").asText(""),
          metadata.path("namespace").asText(""),
          metadata.path("name").asText(""),
          JSON.writeValueAsString(JSON.treeToValue(tree, Object.class)),
          metadata
              .path("annotations")
              .path(CreatedOnce.ANNOTATION)
              .asText("")
              .equals(CreatedOnce.VALUE),
          model instanceof GenericKubernetesResource
              ? Optional.empty()
              : Optional.of(new Resource(model.getPlural(), model instanceof Namespaced)));
    } catch (IOException e) {
      // Without the cause, which may quote a Secret.
      throw new IllegalArgumentException("an object of content has no form in JSON");
    }
  }

  /**
   * The lower, the earlier it is applied: what others need to exist comes first, what gives way to
   * others last.
   */
  int rank() {
    if (once) {
      return 3;
    }
    if (kind.equals("Namespace") && apiVersion.equals("v1")) {
      return 0;
    }
    return isDefinition() ? 1 : 2;
  }

  /** Whether it makes other kinds known. */
  boolean isDefinition() {
    return ObjectKey.group(apiVersion).equals(DEFINITIONS);
  }

  /** Whether nothing of what it says may be repeated. */
  boolean isSecret() {
    return kind.equals("Secret") && apiVersion.equals("v1");
  }

  /** Without the text, so that no log ever shows a Secret. */
  @Override
  public String toString() {
    return ObjectKey.of(apiVersion, kind, namespace, name).toString();
  }
}
