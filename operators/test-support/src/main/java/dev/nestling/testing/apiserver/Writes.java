package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.ManagedFields.Manager;
import dev.nestling.testing.apiserver.ManagedFields.Update;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Creations, updates, patches and applies, from request body to stored object. */
final class Writes {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final StoredObjects objects;
  private final Kinds kinds;
  private final Clock clock;
  private final BuiltInDefaults builtIn = new BuiltInDefaults();
  private final AtomicLong uids = new AtomicLong();

  Writes(StoredObjects objects, Kinds kinds, Clock clock) {
    this.objects = objects;
    this.kinds = kinds;
    this.clock = clock;
  }

  ObjectNode create(ResourcePath collection, String body, String manager) {
    ObjectNode wanted = parse(body);
    ResourcePath path = nameOf(collection, wanted);
    if (objects.find(path.key()).isPresent()) {
      throw new ApiFailure(
          409,
          "AlreadyExists",
          "%s \"%s\" already exists".formatted(path.qualifiedResource(), path.name()));
    }
    ObjectNode created = newObject(path, wanted);
    created.setAll(
        wanted.deepCopy().<ObjectNode>without(List.of("metadata", "apiVersion", "kind")));
    wanted.path("metadata").properties().stream()
        .filter(entry -> !FieldSets.SERVERS_METADATA.contains(entry.getKey()))
        .forEach(entry -> created.withObject("/metadata").set(entry.getKey(), entry.getValue()));
    if (kinds.hasStatus(path)) {
      created.remove("status");
    }
    ObjectNode empty = created.objectNode();
    return finish(path, new Update(empty, created), updater(path, manager));
  }

  ObjectNode update(ResourcePath path, String body, String manager) {
    ObjectNode live = live(path);
    return replace(path, new Update(live, parse(body)), manager);
  }

  ObjectNode mergePatch(ResourcePath path, String body, String manager) {
    ObjectNode live = live(path);
    ObjectNode merged = live.deepCopy();
    merge(merged, parse(body));
    return replace(path, new Update(live, merged), manager);
  }

  ObjectNode jsonPatch(ResourcePath path, String body, String manager) {
    ObjectNode live = live(path);
    try {
      JsonNode patched = JsonPatch.apply(JSON.readTree(body), live.deepCopy());
      return replace(path, new Update(live, (ObjectNode) patched), manager);
    } catch (JsonProcessingException e) {
      throw ApiFailure.badRequest(String.valueOf(e.getMessage()));
    } catch (JsonPatchException e) {
      throw new ApiFailure(422, "Invalid", String.valueOf(e.getMessage()));
    }
  }

  ObjectNode apply(ResourcePath path, String body) {
    ObjectNode wanted = withoutNulls(parse(body));
    String manager = path.query().getOrDefault("fieldManager", "");
    if (manager.isEmpty()) {
      throw new ApiFailure(422, "Invalid", "fieldManager: Required value: is required for apply");
    }
    if (wanted.at("/metadata").has("managedFields")) {
      throw ApiFailure.badRequest("metadata.managedFields must be nil");
    }
    Optional<ObjectNode> there = objects.find(path.key());
    if (there.isEmpty() && (path.isStatus() || wanted.at("/metadata").has("uid"))) {
      throw path.isStatus()
          ? ApiFailure.notFound(path)
          : ApiFailure.conflict(path, "uid mismatch: no existing object was found");
    }
    ObjectNode live = there.orElseGet(() -> newObject(path, wanted));
    if (there.isPresent()) {
      checkPreconditions(path, live, wanted);
    }
    reduceToWritable(path, wanted);
    Manager applier = new Manager(manager, "Apply", path.apiVersion(), path.subresource());
    boolean force = path.query().getOrDefault("force", "false").equals("true");
    ObjectNode merged =
        new ServerSideApply(kinds.listTypes(path), applier, now()).apply(live, wanted, force);
    ObjectNode before = there.orElseGet(live::objectNode);
    builtIn.fill(merged, before);
    kinds.applyDefaults(path, merged);
    return complete(path, before, merged);
  }

  private ObjectNode replace(ResourcePath path, Update update, String manager) {
    ObjectNode live = update.live();
    ObjectNode wanted = withoutNulls(update.updated());
    checkPreconditions(path, live, wanted);
    ObjectNode updated;
    if (path.isStatus()) {
      updated = live.deepCopy();
      copy("status", wanted, updated);
    } else {
      updated = wanted.deepCopy();
      if (kinds.hasStatus(path)) {
        copy("status", live, updated);
      }
      ObjectNode metadata = updated.withObject("/metadata");
      FieldSets.SERVERS_METADATA.forEach(
          field -> copy(field, live.withObject("/metadata"), metadata));
    }
    return finish(path, new Update(live, updated), updater(path, manager));
  }

  private ObjectNode finish(ResourcePath path, Update update, Manager manager) {
    builtIn.fill(update.updated(), update.live());
    kinds.applyDefaults(path, update.updated());
    ManagedFields.recordUpdate(update, kinds.listTypes(path), manager, now());
    return complete(path, update.live(), update.updated());
  }

  /** The generation, and the end of an object whose last finalizer went. */
  private ObjectNode complete(ResourcePath path, ObjectNode live, ObjectNode updated) {
    ObjectNode metadata = updated.withObject("/metadata");
    if (!live.isEmpty() && metadata.has("generation") && !desired(live).equals(desired(updated))) {
      metadata.put("generation", metadata.path("generation").asLong() + 1);
    }
    if (metadata.has("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      objects.remove(path.key());
      return updated;
    }
    return objects.store(path.key(), updated);
  }

  private ObjectNode newObject(ResourcePath path, ObjectNode wanted) {
    ObjectNode object = wanted.objectNode();
    object.set("apiVersion", wanted.path("apiVersion"));
    object.set("kind", wanted.path("kind"));
    ObjectNode metadata = object.putObject("metadata").put("name", path.name());
    if (!path.namespace().isEmpty()) {
      metadata.put("namespace", path.namespace());
    }
    metadata.put("uid", new UUID(0, uids.incrementAndGet()).toString());
    metadata.put("creationTimestamp", now().truncatedTo(ChronoUnit.SECONDS).toString());
    if (wanted.has("spec") || kinds.isCustom(path)) {
      metadata.put("generation", 1);
    }
    return object;
  }

  private ResourcePath nameOf(ResourcePath collection, ObjectNode wanted) {
    String name = wanted.at("/metadata/name").asText();
    String prefix = wanted.at("/metadata/generateName").asText();
    if (name.isEmpty() && prefix.isEmpty()) {
      throw new ApiFailure(422, "Invalid", "name or generateName is required");
    }
    return collection.named(
        name.isEmpty() ? "%s%05d".formatted(prefix, uids.incrementAndGet()) : name);
  }

  private void reduceToWritable(ResourcePath path, ObjectNode wanted) {
    if (path.isStatus()) {
      wanted.retain("apiVersion", "kind", "status");
    } else if (kinds.hasStatus(path)) {
      wanted.remove("status");
    }
  }

  private ObjectNode live(ResourcePath path) {
    return objects.find(path.key()).orElseThrow(() -> ApiFailure.notFound(path));
  }

  private static void checkPreconditions(ResourcePath path, JsonNode live, JsonNode wanted) {
    for (String field : List.of("uid", "resourceVersion")) {
      String wantedValue = wanted.path("metadata").path(field).asText();
      if (!wantedValue.isEmpty()
          && !wantedValue.equals(live.path("metadata").path(field).asText())) {
        throw ApiFailure.conflict(
            path, "the object has been modified; please apply your changes to the latest version");
      }
    }
  }

  private Manager updater(ResourcePath path, String manager) {
    return new Manager(manager, "Update", path.apiVersion(), path.subresource());
  }

  private static JsonNode desired(ObjectNode object) {
    return object.deepCopy().without(List.of("metadata", "status"));
  }

  private static void copy(String field, ObjectNode from, ObjectNode to) {
    if (from.has(field)) {
      to.set(field, from.get(field));
    } else {
      to.remove(field);
    }
  }

  private static void merge(ObjectNode target, ObjectNode patch) {
    for (var field : patch.properties()) {
      if (field.getValue().isNull()) {
        target.remove(field.getKey());
      } else if (field.getValue() instanceof ObjectNode below) {
        merge(
            target.path(field.getKey()) instanceof ObjectNode there
                ? there
                : target.putObject(field.getKey()),
            below);
      } else {
        target.set(field.getKey(), field.getValue());
      }
    }
  }

  private static ObjectNode withoutNulls(ObjectNode object) {
    object.removeIf(JsonNode::isNull);
    object.forEach(
        value -> {
          if (value instanceof ObjectNode below) {
            withoutNulls(below);
          }
        });
    return object;
  }

  static ObjectNode parse(String body) {
    try {
      return Serialization.unmarshal(body, ObjectNode.class);
    } catch (RuntimeException e) {
      throw ApiFailure.badRequest("cannot be read: " + e.getMessage());
    }
  }

  private Instant now() {
    return clock.instant();
  }
}
