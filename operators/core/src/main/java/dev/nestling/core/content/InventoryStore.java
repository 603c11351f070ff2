package dev.nestling.core.content;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.content.Inventory.Entry;
import dev.nestling.core.content.Inventory.Origin;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inventory as a ConfigMap in the nested cluster: it goes where the objects go, and back with
 * them when a datastore is restored. It is written at the resource version that was read.
 */
final class InventoryStore {
  private static final Logger LOG = LoggerFactory.getLogger(InventoryStore.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LIST = "objects";

  /** Where it is. */
  static final ObjectPath PATH =
      new ObjectPath("v1", "configmaps", "kube-system", "nestling-content");

  /** Which object it is; content must not contain it. */
  static final ObjectKey KEY = ObjectKey.of("v1", "ConfigMap", PATH.namespace(), PATH.name());

  private static final String ABOUT =
      "What Nestling applied to this cluster. An object that it created is deleted when it is no"
          + " longer wanted; without this list, it stays.";

  private final NestedApi api;
  private String resourceVersion = "";
  private String written = "[]";

  InventoryStore(NestedApi api) {
    this.api = api;
  }

  /** What was written last; empty when it is missing or not ours to understand. */
  Inventory read() throws UnavailableException, InterruptedException {
    Reply reply = api.read(PATH.toString());
    if (reply.objectNotFound()) {
      return new Inventory(Map.of());
    }
    if (!reply.ok()) {
      throw new UnavailableException(reply.said());
    }
    resourceVersion = reply.body().path("metadata").path("resourceVersion").asText("");
    written = reply.body().path("data").path(LIST).asText("");
    return new Inventory(parsed(written));
  }

  /** Writes if something changed; nothing may be created that is not written down. */
  void write(Inventory inventory) throws UnavailableException, InterruptedException {
    String list = list(inventory);
    if (list.equals(written)) {
      return;
    }
    Reply reply = api.apply(PATH, configMap(list));
    if (!reply.ok()) {
      throw new UnavailableException(
          "the inventory can't be written, %s: %s".formatted(KEY, reply.said()));
    }
    written = list;
    resourceVersion = LiveObject.of(reply.body()).resourceVersion();
  }

  private String configMap(String list) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", PATH.name());
    metadata.put("namespace", PATH.namespace());
    metadata.put("labels", Map.of("app.kubernetes.io/managed-by", LiveObject.MANAGER));
    metadata.put("annotations", Map.of("kubernetes.io/description", ABOUT));
    if (!resourceVersion.isEmpty()) {
      metadata.put("resourceVersion", resourceVersion);
    }
    return text(
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "ConfigMap",
            "metadata",
            metadata,
            "data",
            Map.of(LIST, list)));
  }

  private static String list(Inventory inventory) {
    List<Map<String, String>> list = new ArrayList<>();
    inventory.entries().forEach((key, entry) -> list.add(fields(key, entry)));
    return text(list);
  }

  private static Map<String, String> fields(ObjectKey key, Entry entry) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("apiVersion", entry.path().apiVersion());
    fields.put("kind", key.kind());
    fields.put("plural", entry.path().plural());
    fields.put("namespace", key.namespace());
    fields.put("name", key.name());
    fields.put("origin", entry.origin().name());
    fields.put("uid", entry.uid());
    return fields;
  }

  private static Map<ObjectKey, Entry> parsed(String list) {
    Map<ObjectKey, Entry> entries = new LinkedHashMap<>();
    try {
      for (JsonNode fields : JSON.readTree(list)) {
        entry(fields).ifPresent(entry -> entries.put(key(fields), entry));
      }
    } catch (JsonProcessingException e) {
      LOG.warn("An inventory can't be read; what it listed stays where it is");
      return Map.of();
    }
    return entries;
  }

  private static ObjectKey key(JsonNode fields) {
    return ObjectKey.of(
        fields.path("apiVersion").asText(""),
        fields.path("kind").asText(""),
        fields.path("namespace").asText(""),
        fields.path("name").asText(""));
  }

  /** Empty for what we did not write. */
  private static Optional<Entry> entry(JsonNode fields) {
    var path =
        new ObjectPath(
            fields.path("apiVersion").asText(""),
            fields.path("plural").asText(""),
            fields.path("namespace").asText(""),
            fields.path("name").asText(""));
    try {
      var origin = Origin.valueOf(fields.path("origin").asText(""));
      return path.usable()
          ? Optional.of(new Entry(path, origin, fields.path("uid").asText("")))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts have a form in JSON", e);
    }
  }
}
