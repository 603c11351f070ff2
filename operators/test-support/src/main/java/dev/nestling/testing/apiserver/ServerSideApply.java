package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.testing.apiserver.ListTypes.ListType;
import dev.nestling.testing.apiserver.ManagedFields.Manager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Server-side apply: merges what a manager wants, drops what it wanted before and nobody else
 * holds, and keeps the books.
 */
final class ServerSideApply {
  private final ListTypes lists;
  private final Manager manager;
  private final Instant now;

  ServerSideApply(ListTypes lists, Manager manager, Instant now) {
    this.lists = lists;
    this.manager = manager;
    this.now = now;
  }

  /**
   * @param wanted reduced to what this request may write (status or all but status)
   * @return the merged object with its managedFields
   * @throws ApiFailure 409 when another manager holds another value and {@code force} is false
   */
  ObjectNode apply(ObjectNode live, ObjectNode wanted, boolean force) {
    ManagedFields managed = ManagedFields.of(live);
    Map<FieldPath, JsonNode> wantedFields = FieldSets.ownable(wanted, lists);
    Set<FieldPath> taken = conflicts(live, wantedFields, managed, force);
    managed.takeFromOthers(taken, manager);

    ObjectNode merged = live.deepCopy();
    for (var field : ownableFields(wanted).properties()) {
      mergeField(merged, field.getKey(), field.getValue(), FieldPath.ROOT);
    }
    // From the outside in: an item that loses its key field first could not be found any more.
    List<FieldPath> dropped = new ArrayList<>(managed.of(manager));
    dropped.removeAll(wantedFields.keySet());
    dropped.sort(Comparator.comparingInt(path -> path.elements().size()));
    for (FieldPath path : dropped) {
      boolean kept =
          managed.isHeldByOthers(path, manager)
              || wantedFields.keySet().stream().anyMatch(wantedPath -> wantedPath.isBelow(path));
      if (!kept) {
        FieldSets.remove(merged, path, lists);
      }
    }
    managed.set(manager, wantedFields.keySet(), now);
    managed.writeTo(merged);
    return merged;
  }

  private static ObjectNode ownableFields(ObjectNode wanted) {
    ObjectNode ownable = wanted.deepCopy();
    ownable.remove(List.of("apiVersion", "kind"));
    if (ownable.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(FieldSets.SERVERS_METADATA);
    }
    return ownable;
  }

  private Set<FieldPath> conflicts(
      ObjectNode live, Map<FieldPath, JsonNode> wanted, ManagedFields managed, boolean force) {
    Set<FieldPath> taken = new LinkedHashSet<>();
    List<String> messages = new ArrayList<>();
    wanted.forEach(
        (path, value) -> {
          boolean differs =
              FieldSets.get(live, path, lists)
                  .filter(there -> !there.equals(value) && !path.isListItem())
                  .filter(there -> !(there.isObject() && value.isObject()))
                  .isPresent();
          if (differs) {
            for (Manager other : managed.othersAt(path, manager)) {
              taken.add(path);
              messages.add("conflict with \"%s\": %s".formatted(other.name(), path));
            }
          }
        });
    if (!force && !messages.isEmpty()) {
      throw new ApiFailure(
          409,
          "Conflict",
          "Apply failed with %d conflicts: %s"
              .formatted(messages.size(), String.join("; ", messages)));
    }
    return taken;
  }

  private void mergeField(ObjectNode live, String name, JsonNode wanted, FieldPath parent) {
    FieldPath path = parent.field(name);
    JsonNode there = live.path(name);
    if (wanted.isObject() && !wanted.isEmpty()) {
      ObjectNode target = objectAt(live, name);
      for (var field : wanted.properties()) {
        mergeField(target, field.getKey(), field.getValue(), path);
      }
    } else if (wanted.isObject() && there.isObject()) {
      return;
    } else if (wanted.isArray() && there.isArray()) {
      live.set(name, mergeList((ArrayNode) there, (ArrayNode) wanted, path));
    } else {
      live.set(name, wanted.deepCopy());
    }
  }

  private ArrayNode mergeList(ArrayNode live, ArrayNode wanted, FieldPath path) {
    return switch (lists.at(path.fieldNames())) {
      case ListType.Atomic atomic -> wanted.deepCopy();
      case ListType.ValueSet set -> {
        ArrayNode union = live.deepCopy();
        Set<JsonNode> present = new LinkedHashSet<>();
        live.forEach(present::add);
        wanted.forEach(
            value -> {
              if (present.add(value)) {
                union.add(value);
              }
            });
        yield union;
      }
      case ListType.ByKeys byKeys -> mergeByKeys(live, wanted, path, byKeys);
    };
  }

  /** Keeps the live order unless the manager ordered its own items anew. */
  private ArrayNode mergeByKeys(
      ArrayNode live, ArrayNode wanted, FieldPath path, ListType.ByKeys byKeys) {
    Map<JsonNode, JsonNode> items = new LinkedHashMap<>();
    live.forEach(item -> items.put(byKeys.keyOf(item), item.deepCopy()));
    List<JsonNode> wantedKeys = new ArrayList<>();
    wanted.forEach(item -> wantedKeys.add(byKeys.keyOf(item)));
    List<JsonNode> liveOrder = items.keySet().stream().filter(wantedKeys::contains).toList();
    List<JsonNode> wantedOrder = wantedKeys.stream().filter(items::containsKey).toList();
    for (JsonNode item : wanted) {
      JsonNode key = byKeys.keyOf(item);
      if (items.get(key) instanceof ObjectNode target) {
        for (var field : item.properties()) {
          mergeField(target, field.getKey(), field.getValue(), path.item(key));
        }
      } else {
        items.put(key, item.deepCopy());
      }
    }
    ArrayNode result = live.arrayNode();
    if (!liveOrder.equals(wantedOrder)) {
      wantedKeys.forEach(key -> result.add(items.remove(key)));
    }
    result.addAll(items.values());
    return result;
  }

  private static ObjectNode objectAt(ObjectNode parent, String name) {
    return parent.path(name) instanceof ObjectNode object ? object : parent.putObject(name);
  }
}
