package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the server knows of kinds: installed definitions, and which built-in kinds have a status.
 */
final class Kinds {
  private static final Set<String> BUILT_IN_WITH_STATUS =
      Set.of(
          "services",
          "persistentvolumeclaims",
          "persistentvolumes",
          "pods",
          "nodes",
          "namespaces",
          "statefulsets",
          "deployments",
          "daemonsets",
          "jobs",
          "poddisruptionbudgets",
          "ingresses");

  private record Installed(JsonNode names, JsonNode version, boolean namespaced) {}

  private final Map<String, Installed> byResource = new ConcurrentHashMap<>();

  /** Reads what the CRD generator left on the class path for this type. */
  static ObjectNode definitionOf(Class<? extends HasMetadata> type) {
    String resource =
        "META-INF/fabric8/%s.%s-v1.yml"
            .formatted(HasMetadata.getPlural(type), HasMetadata.getGroup(type));
    try (InputStream in = type.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no " + resource + " on the class path of " + type);
      }
      return Serialization.unmarshal(
          new String(in.readAllBytes(), StandardCharsets.UTF_8), ObjectNode.class);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  void install(JsonNode definition) {
    JsonNode spec = definition.path("spec");
    for (JsonNode version : spec.path("versions")) {
      byResource.put(
          spec.path("group").asText()
              + "/"
              + version.path("name").asText()
              + "/"
              + spec.at("/names/plural").asText(),
          new Installed(
              spec.path("names"), version, spec.path("scope").asText().equals("Namespaced")));
    }
  }

  boolean hasStatus(ResourcePath path) {
    return find(path)
        .map(installed -> installed.version().at("/subresources").has("status"))
        .orElseGet(() -> BUILT_IN_WITH_STATUS.contains(path.plural()));
  }

  boolean isCustom(ResourcePath path) {
    return find(path).isPresent();
  }

  ListTypes listTypes(ResourcePath path) {
    return find(path)
        .map(installed -> ListTypes.of(schema(installed)))
        .orElseGet(ListTypes::builtIn);
  }

  /** Fills in the defaults of the schema, where the parent object is there. */
  void applyDefaults(ResourcePath path, ObjectNode object) {
    find(path).ifPresent(installed -> defaults(schema(installed), object));
  }

  /** The answer to discovery of one group version. */
  ObjectNode apiResources(String groupVersion) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", "APIResourceList").put("apiVersion", "v1").put("groupVersion", groupVersion);
    var resources = list.putArray("resources");
    byResource.forEach(
        (key, installed) -> {
          if (key.startsWith(groupVersion + "/")) {
            ObjectNode resource = resources.addObject();
            resource.put("name", installed.names().path("plural").asText());
            resource.put("singularName", installed.names().path("singular").asText());
            resource.put("kind", installed.names().path("kind").asText());
            resource.put("namespaced", installed.namespaced());
          }
        });
    return list;
  }

  private Optional<Installed> find(ResourcePath path) {
    return Optional.ofNullable(
        byResource.get(path.group() + "/" + path.version() + "/" + path.plural()));
  }

  private static JsonNode schema(Installed installed) {
    return installed.version().at("/schema/openAPIV3Schema");
  }

  private static void defaults(JsonNode schema, JsonNode value) {
    if (value instanceof ObjectNode object) {
      for (var property : schema.path("properties").properties()) {
        JsonNode preset = property.getValue().path("default");
        if (!object.has(property.getKey()) && !preset.isMissingNode()) {
          object.set(property.getKey(), preset.deepCopy());
        }
      }
      for (var field : object.properties()) {
        JsonNode property = schema.path("properties").path(field.getKey());
        defaults(
            property.isMissingNode() ? schema.path("additionalProperties") : property,
            field.getValue());
      }
    } else if (value.isArray()) {
      value.forEach(item -> defaults(schema.path("items"), item));
    }
  }
}
