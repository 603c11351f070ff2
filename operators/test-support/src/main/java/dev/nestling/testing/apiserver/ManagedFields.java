package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Who owns which fields of one object: the content of {@code metadata.managedFields}. */
final class ManagedFields {
  /**
   * One owner.
   *
   * @param operation {@code Apply} or {@code Update}
   * @param subresource empty for the object itself
   */
  record Manager(String name, String operation, String apiVersion, String subresource) {}

  /** One object before and after. */
  record Update(ObjectNode live, ObjectNode updated) {}

  private record Entry(Set<FieldPath> paths, String time) {}

  private final Map<Manager, Entry> entries = new LinkedHashMap<>();

  static ManagedFields of(JsonNode object) {
    ManagedFields managed = new ManagedFields();
    for (JsonNode entry : object.at("/metadata/managedFields")) {
      Manager manager =
          new Manager(
              entry.path("manager").asText(),
              entry.path("operation").asText(),
              entry.path("apiVersion").asText(),
              entry.path("subresource").asText());
      managed.entries.put(
          manager,
          new Entry(FieldSets.fromFieldsV1(entry.path("fieldsV1")), entry.path("time").asText()));
    }
    return managed;
  }

  Set<FieldPath> of(Manager manager) {
    Entry entry = entries.get(manager);
    return entry == null ? Set.of() : Set.copyOf(entry.paths());
  }

  /** The others that own a path. */
  Set<Manager> othersAt(FieldPath path, Manager except) {
    Set<Manager> owners = new LinkedHashSet<>();
    entries.forEach(
        (manager, entry) -> {
          if (!manager.equals(except) && entry.paths().contains(path)) {
            owners.add(manager);
          }
        });
    return owners;
  }

  /** Whether another owns a path or something below it. */
  boolean isHeldByOthers(FieldPath path, Manager except) {
    return entries.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(except))
        .flatMap(entry -> entry.getValue().paths().stream())
        .anyMatch(owned -> owned.equals(path) || owned.isBelow(path));
  }

  /** The time changes only when the set does, so that a repeated apply changes nothing. */
  void set(Manager manager, Set<FieldPath> paths, Instant now) {
    if (paths.isEmpty()) {
      entries.remove(manager);
    } else if (!of(manager).equals(paths)) {
      entries.put(
          manager,
          new Entry(new LinkedHashSet<>(paths), now.truncatedTo(ChronoUnit.SECONDS).toString()));
    }
  }

  void takeFromOthers(Set<FieldPath> paths, Manager except) {
    for (Manager manager : Set.copyOf(entries.keySet())) {
      if (!manager.equals(except)) {
        Entry entry = entries.get(manager);
        if (entry != null && entry.paths().removeAll(paths) && entry.paths().isEmpty()) {
          entries.remove(manager);
        }
      }
    }
  }

  /**
   * Books an update (anything but an apply): what changed now belongs to its manager alone, what is
   * gone belongs to nobody.
   */
  static void recordUpdate(Update update, ListTypes lists, Manager manager, Instant now) {
    ObjectNode live = update.live();
    ObjectNode updated = update.updated();
    Map<FieldPath, JsonNode> before = FieldSets.ownable(live, lists);
    Map<FieldPath, JsonNode> after = FieldSets.ownable(updated, lists);
    Set<FieldPath> changed = new LinkedHashSet<>(after.keySet());
    changed.removeIf(path -> Objects.equals(after.get(path), before.get(path)));
    Set<FieldPath> gone = new LinkedHashSet<>(before.keySet());
    gone.removeAll(after.keySet());
    ManagedFields managed = of(live);
    managed.takeFromOthers(changed, manager);
    managed.takeFromOthers(gone, manager);
    Set<FieldPath> own = new LinkedHashSet<>(managed.of(manager));
    own.removeAll(gone);
    own.addAll(changed);
    managed.set(manager, own, now);
    managed.writeTo(updated);
  }

  void writeTo(ObjectNode object) {
    ObjectNode metadata = object.withObject("/metadata");
    metadata.remove("managedFields");
    if (entries.isEmpty()) {
      return;
    }
    ArrayNode list = metadata.putArray("managedFields");
    entries.forEach(
        (manager, entry) -> {
          ObjectNode node = list.addObject();
          node.put("apiVersion", manager.apiVersion()).put("fieldsType", "FieldsV1");
          node.set("fieldsV1", FieldSets.toFieldsV1(entry.paths()));
          node.put("manager", manager.name()).put("operation", manager.operation());
          if (!manager.subresource().isEmpty()) {
            node.put("subresource", manager.subresource());
          }
          node.put("time", entry.time());
        });
  }
}
