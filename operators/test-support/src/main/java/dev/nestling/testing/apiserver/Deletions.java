package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deletion by request, by the loss of every owner, and with the namespace.
 *
 * <p>Garbage is collected at once rather than some seconds later: an object whose owner is gone, or
 * has another UID, or is in another namespace, does not survive the request that showed it.
 */
final class Deletions {
  private final StoredObjects objects;
  private final Clock clock;

  Deletions(StoredObjects objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /** Answers a Status when the object is gone, the object when finalizers hold it. */
  ObjectNode delete(ResourcePath path, String body) {
    ObjectNode live = objects.find(path.key()).orElseThrow(() -> ApiFailure.notFound(path));
    ObjectNode options = body.isBlank() ? live.objectNode() : Writes.parse(body);
    checkPreconditions(path, live, options.path("preconditions"));
    if (options.path("propagationPolicy").asText().equals("Orphan")) {
      orphanDependents(live.at("/metadata/uid").asText());
    }
    if (end(path.key(), live)) {
      ObjectNode status = live.objectNode();
      status.put("kind", "Status").put("apiVersion", "v1").put("status", "Success");
      status.putObject("metadata");
      status
          .putObject("details")
          .put("name", path.name())
          .put("group", path.group())
          .put("kind", path.plural())
          .put("uid", live.at("/metadata/uid").asText());
      return status;
    }
    return objects.find(path.key()).orElse(live);
  }

  /** Removes what no longer has an owner, and what is in a namespace that ends. */
  void collectGarbage() {
    long before;
    do {
      before = objects.revision();
      Map<ObjectKey, ObjectNode> all = objects.all();
      Map<String, String> namespaceByUid = new HashMap<>();
      all.forEach((k, object) -> namespaceByUid.put(uid(object), k.namespace()));
      all.forEach(
          (key, object) -> {
            if (isOrphaned(key, object, namespaceByUid)) {
              end(key, object);
            }
          });
      endNamespaces(objects.all());
    } while (objects.revision() != before);
  }

  /** Whether new objects may still come into a namespace. */
  boolean isTerminating(String namespace) {
    return objects
        .find(new ObjectKey("", "namespaces", "", namespace))
        .map(object -> object.at("/metadata").has("deletionTimestamp"))
        .orElse(false);
  }

  private void endNamespaces(Map<ObjectKey, ObjectNode> all) {
    all.forEach(
        (key, namespace) -> {
          if (isNamespace(key) && namespace.at("/metadata").has("deletionTimestamp")) {
            List<ObjectKey> content =
                all.keySet().stream().filter(k -> k.namespace().equals(key.name())).toList();
            if (content.isEmpty()) {
              objects.remove(key);
            }
            content.forEach(k -> objects.find(k).ifPresent(object -> end(k, object)));
          }
        });
  }

  /** Whether the object is gone at once. */
  private boolean end(ObjectKey key, ObjectNode live) {
    ObjectNode metadata = live.withObject("/metadata");
    if (metadata.path("finalizers").isEmpty() && !isNamespace(key)) {
      objects.remove(key);
      return true;
    }
    if (!metadata.has("deletionTimestamp")) {
      metadata.put("deletionTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
      metadata.put("deletionGracePeriodSeconds", 0);
      if (metadata.has("generation")) {
        metadata.put("generation", metadata.path("generation").asLong() + 1);
      }
      if (isNamespace(key)) {
        live.withObject("/status").put("phase", "Terminating");
      }
      objects.store(key, live);
    }
    return false;
  }

  private void orphanDependents(String uid) {
    objects
        .all()
        .forEach(
            (key, object) -> {
              ArrayNode others = object.arrayNode();
              JsonNode owners = object.at("/metadata/ownerReferences");
              for (JsonNode owner : owners) {
                if (!owner.path("uid").asText().equals(uid)) {
                  others.add(owner);
                }
              }
              if (others.size() < owners.size()) {
                object.withObject("/metadata").set("ownerReferences", others);
                objects.store(key, object);
              }
            });
  }

  private static boolean isOrphaned(
      ObjectKey key, ObjectNode object, Map<String, String> namespaceByUid) {
    JsonNode owners = object.at("/metadata/ownerReferences");
    if (owners.isEmpty()) {
      return false;
    }
    for (JsonNode owner : owners) {
      String namespace = namespaceByUid.get(owner.path("uid").asText());
      if (namespace != null && (namespace.isEmpty() || namespace.equals(key.namespace()))) {
        return false;
      }
    }
    return true;
  }

  private static void checkPreconditions(ResourcePath path, JsonNode live, JsonNode wanted) {
    for (String field : List.of("uid", "resourceVersion")) {
      String value = wanted.path(field).asText();
      String there = live.path("metadata").path(field).asText();
      if (!value.isEmpty() && !value.equals(there)) {
        throw ApiFailure.conflict(
            path,
            "Precondition failed: %s in precondition: %s, in object meta: %s"
                .formatted(field, value, there));
      }
    }
  }

  private static boolean isNamespace(ObjectKey key) {
    return key.group().isEmpty() && key.plural().equals("namespaces");
  }

  private static String uid(ObjectNode object) {
    return object.at("/metadata/uid").asText();
  }
}
