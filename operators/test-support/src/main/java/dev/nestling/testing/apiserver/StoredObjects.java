package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The objects, their resource versions and the history of changes that watches replay.
 *
 * <p>Every access happens under {@link #locked}; what goes in and comes out is copied.
 */
final class StoredObjects {
  /**
   * One change.
   *
   * @param before empty for a creation
   * @param after empty for a removal
   */
  record Change(
      long revision, ObjectKey key, Optional<ObjectNode> before, Optional<ObjectNode> after) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final SortedMap<ObjectKey, ObjectNode> objects = new TreeMap<>();
  private final List<Change> history = new ArrayList<>();
  private final List<Consumer<Change>> listeners = new CopyOnWriteArrayList<>();
  private long revision = 100;

  <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  Optional<ObjectNode> find(ObjectKey key) {
    return Optional.ofNullable(objects.get(key)).map(ObjectNode::deepCopy);
  }

  /** A snapshot in the order of the keys. */
  Map<ObjectKey, ObjectNode> all() {
    Map<ObjectKey, ObjectNode> copy = new TreeMap<>();
    objects.forEach((key, object) -> copy.put(key, object.deepCopy()));
    return copy;
  }

  long revision() {
    return revision;
  }

  /** Stores with a new resource version; an object that did not change keeps its own. */
  ObjectNode store(ObjectKey key, ObjectNode object) {
    Optional<ObjectNode> before = find(key);
    ObjectNode after = object.deepCopy();
    if (before.isPresent()) {
      JsonNode version = before.get().at("/metadata/resourceVersion");
      after.withObject("metadata").set("resourceVersion", version);
      if (after.equals(before.get())) {
        return after;
      }
    }
    revision++;
    after.withObject("metadata").put("resourceVersion", String.valueOf(revision));
    objects.put(key, after);
    publish(new Change(revision, key, before, Optional.of(after.deepCopy())));
    return after.deepCopy();
  }

  void remove(ObjectKey key) {
    Optional<ObjectNode> before = find(key);
    if (before.isPresent()) {
      revision++;
      objects.remove(key);
      publish(new Change(revision, key, before, Optional.empty()));
    }
  }

  List<Change> since(long resourceVersion) {
    return history.stream().filter(change -> change.revision() > resourceVersion).toList();
  }

  void subscribe(Consumer<Change> listener) {
    listeners.add(listener);
  }

  void unsubscribe(Consumer<Change> listener) {
    listeners.remove(listener);
  }

  private void publish(Change change) {
    history.add(change);
    listeners.forEach(listener -> listener.accept(change));
  }
}
