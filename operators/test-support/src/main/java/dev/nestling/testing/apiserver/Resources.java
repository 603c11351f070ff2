package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.StoredObjects.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.Predicate;

/** The verbs on stored objects, and what the cluster behind the server makes of each change. */
final class Resources {
  private final StoredObjects objects;
  private final Kinds kinds;
  private final Writes writes;
  private final Deletions deletions;
  private final ScriptedControllers controllers;
  private final Deque<Change> unseen = new ArrayDeque<>();

  Resources(
      StoredObjects objects,
      Kinds kinds,
      Writes writes,
      Deletions deletions,
      ScriptedControllers controllers) {
    this.objects = objects;
    this.kinds = kinds;
    this.writes = writes;
    this.deletions = deletions;
    this.controllers = controllers;
    objects.subscribe(unseen::add);
  }

  /** What a request is answered with. */
  record Answer(int code, JsonNode body) {}

  WatchStream watch(ResourcePath path) {
    return new WatchStream(objects, path);
  }

  Kinds kinds() {
    return kinds;
  }

  Answer answer(ResourcePath path, Verb verb, Body body) {
    return objects.locked(
        () -> {
          Answer answer = act(path, verb, body);
          settle();
          return answer;
        });
  }

  ObjectNode put(ResourcePath path, ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    if (!metadata.has("uid")) {
      String uid =
          objects
              .find(path.key())
              .map(live -> live.at("/metadata/uid").asText())
              .orElseGet(() -> UUID.randomUUID().toString());
      metadata.put("uid", uid);
    }
    ObjectNode stored = objects.store(path.key(), object);
    settle();
    return objects.find(path.key()).orElse(stored);
  }

  /**
   * A request's body.
   *
   * @param manager the field manager of updates: the one named, or the client
   */
  record Body(String text, String contentType, String manager) {}

  private Answer act(ResourcePath path, Verb verb, Body body) {
    if (verb == Verb.CREATE || verb == Verb.APPLY) {
      refuseIfTerminating(path);
    }
    return switch (verb) {
      case GET ->
          new Answer(200, objects.find(path.key()).orElseThrow(() -> ApiFailure.notFound(path)));
      case LIST -> new Answer(200, list(path));
      case CREATE -> new Answer(201, writes.create(path, body.text(), body.manager()));
      case UPDATE -> new Answer(200, writes.update(path, body.text(), body.manager()));
      case APPLY -> apply(path, body);
      case PATCH -> new Answer(200, patch(path, body));
      case DELETE -> new Answer(200, deletions.delete(path, body.text()));
      case DELETECOLLECTION -> new Answer(200, deleteCollection(path));
      case WATCH -> throw ApiFailure.badRequest("a watch is no single answer");
    };
  }

  private Answer apply(ResourcePath path, Body body) {
    boolean isNew = objects.find(path.key()).isEmpty();
    ObjectNode applied = writes.apply(path, body.text());
    return new Answer(isNew ? 201 : 200, applied);
  }

  private ObjectNode patch(ResourcePath path, Body body) {
    return switch (body.contentType()) {
      case "application/json-patch+json" -> writes.jsonPatch(path, body.text(), body.manager());
      case "application/merge-patch+json" -> writes.mergePatch(path, body.text(), body.manager());
      default ->
          throw new ApiFailure(
              415, "UnsupportedMediaType", "not understood here: " + body.contentType());
    };
  }

  private ObjectNode list(ResourcePath path) {
    Predicate<JsonNode> selector = Selectors.of(path);
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", "List").put("apiVersion", path.apiVersion());
    list.putObject("metadata").put("resourceVersion", String.valueOf(objects.revision()));
    ArrayNode items = list.putArray("items");
    objects
        .all()
        .forEach(
            (key, object) -> {
              if (key.isIn(path) && selector.test(object)) {
                items.add(object);
              }
            });
    return list;
  }

  private ObjectNode deleteCollection(ResourcePath path) {
    ObjectNode list = list(path);
    for (JsonNode item : list.path("items")) {
      deletions.delete(path.named(item.at("/metadata/name").asText()), "");
    }
    return list;
  }

  private void refuseIfTerminating(ResourcePath path) {
    boolean isNew = objects.find(path.key()).isEmpty();
    if (isNew && !path.namespace().isEmpty() && deletions.isTerminating(path.namespace())) {
      throw new ApiFailure(
          403,
          "Forbidden",
          "unable to create new content in namespace %s because it is being terminated"
              .formatted(path.namespace()));
    }
  }

  /** Lets garbage collection, definitions and controllers see every change, theirs included. */
  private void settle() {
    deletions.collectGarbage();
    for (Change change = unseen.poll(); change != null; change = unseen.poll()) {
      if (change.key().plural().equals("customresourcedefinitions")) {
        change.after().ifPresent(kinds::install);
      }
      if (objects.find(change.key()).equals(change.after())) {
        controllers.react(change);
      }
      deletions.collectGarbage();
    }
  }
}
