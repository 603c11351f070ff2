package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How lists merge under server-side apply, by the path of their field.
 *
 * <p>Custom resources say so in their schema. For built-in kinds these are the markers of the
 * Kubernetes API types, as far as the operators write them; every other list is replaced whole.
 */
final class ListTypes {
  /** How one list merges. */
  sealed interface ListType {
    /** Replaced whole. */
    record Atomic() implements ListType {}

    /** Values, each owned by itself. */
    record ValueSet() implements ListType {}

    /**
     * Objects found by some of their fields.
     *
     * @param defaults values of key fields that an item may leave out
     */
    record ByKeys(List<String> keys, Map<String, String> defaults) implements ListType {
      ObjectNode keyOf(JsonNode item) {
        ObjectNode key = JsonNodeFactory.instance.objectNode();
        for (String field : keys) {
          JsonNode value = item.path(field);
          if (!value.isMissingNode()) {
            key.set(field, value);
          } else if (defaults.containsKey(field)) {
            key.put(field, defaults.get(field));
          }
        }
        return key;
      }
    }
  }

  private static final ListType ATOMIC = new ListType.Atomic();
  private static final ListType CONTAINER_PORTS =
      new ListType.ByKeys(List.of("containerPort", "protocol"), Map.of("protocol", "TCP"));
  private static final ListType SERVICE_PORTS =
      new ListType.ByKeys(List.of("port", "protocol"), Map.of("protocol", "TCP"));
  private static final Map<String, ListType> BUILT_IN =
      Map.of(
          "containers", by("name"),
          "initContainers", by("name"),
          "env", by("name"),
          "volumes", by("name"),
          "imagePullSecrets", by("name"),
          "volumeMounts", by("mountPath"),
          "volumeDevices", by("devicePath"),
          "conditions", by("type"),
          "hostAliases", by("ip"),
          "topologySpreadConstraints", by("topologyKey", "whenUnsatisfiable"));

  private final Optional<JsonNode> schema;

  private ListTypes(Optional<JsonNode> schema) {
    this.schema = schema;
  }

  /** Of a kind that the API server brings. */
  static ListTypes builtIn() {
    return new ListTypes(Optional.empty());
  }

  /** Of a custom resource. */
  static ListTypes of(JsonNode openApiSchema) {
    return new ListTypes(Optional.of(openApiSchema));
  }

  /**
   * @param fields the names on the way to the list, lists themselves leaving no trace
   */
  ListType at(List<String> fields) {
    String last = fields.getLast();
    if (fields.getFirst().equals("metadata")) {
      return switch (last) {
        case "finalizers" -> new ListType.ValueSet();
        case "ownerReferences" -> by("uid");
        default -> ATOMIC;
      };
    }
    if (schema.isPresent()) {
      return fromSchema(schema.get(), fields);
    }
    if (last.equals("ports")) {
      return fields.contains("containers") || fields.contains("initContainers")
          ? CONTAINER_PORTS
          : fields.equals(List.of("spec", "ports")) ? SERVICE_PORTS : ATOMIC;
    }
    return BUILT_IN.getOrDefault(last, ATOMIC);
  }

  private static ListType fromSchema(JsonNode root, List<String> fields) {
    JsonNode node = root;
    for (String field : fields) {
      node = node.has("items") ? node.path("items") : node;
      JsonNode property = node.path("properties").path(field);
      node = property.isMissingNode() ? node.path("additionalProperties") : property;
    }
    return switch (node.path("x-kubernetes-list-type").asText()) {
      case "set" -> new ListType.ValueSet();
      case "map" ->
          new ListType.ByKeys(
              node.path("x-kubernetes-list-map-keys").valueStream().map(JsonNode::asText).toList(),
              Map.of());
      default -> ATOMIC;
    };
  }

  private static ListType by(String... keys) {
    return new ListType.ByKeys(List.of(keys), Map.of());
  }
}
