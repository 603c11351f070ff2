package dev.nestling.core.content;

import dev.nestling.core.nested.api.ObjectPath;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What was applied and how it came to be there, in the order of first application. An object is in
 * it before it is applied for the first time, and until it is gone or no longer ours.
 */
final class Inventory {

  /** How an object came to be there. */
  enum Origin {
    /** It was not there when we looked, and we are about to create it. */
    PLANNED,
    /** We created the one with this UID. */
    CREATED,
    /** Somebody else created it; it never is ours to delete. */
    FOUND
  }

  /**
   * An object.
   *
   * @param path where it is served
   * @param origin how it came to be there
   * @param uid when we created it, else empty
   */
  record Entry(ObjectPath path, Origin origin, String uid) {
    static Entry planned(ObjectPath path) {
      return new Entry(path, Origin.PLANNED, "");
    }

    static Entry created(ObjectPath path, String uid) {
      return new Entry(path, Origin.CREATED, uid);
    }

    static Entry found(ObjectPath path) {
      return new Entry(path, Origin.FOUND, "");
    }

    /** Versions of an API come and go. */
    Entry at(ObjectPath newPath) {
      return new Entry(newPath, origin, uid);
    }

    /**
     * After an application: what was not created by it although it should not have been there, or
     * is another one than ours, somebody else made.
     */
    Entry applied(boolean created, String liveUid) {
      if (created) {
        return created(path, liveUid);
      }
      return origin == Origin.CREATED && uid.equals(liveUid) ? this : found(path);
    }
  }

  private final Map<ObjectKey, Entry> entries;

  Inventory(Map<ObjectKey, Entry> entries) {
    this.entries = new LinkedHashMap<>(entries);
  }

  Map<ObjectKey, Entry> entries() {
    return entries;
  }

  Optional<Entry> find(ObjectKey key) {
    return Optional.ofNullable(entries.get(key));
  }

  void put(ObjectKey key, Entry entry) {
    entries.put(key, entry);
  }

  void remove(ObjectKey key) {
    entries.remove(key);
  }

  /** The last one first: what was applied later may need what was applied earlier. */
  List<ObjectKey> unwanted(Set<ObjectKey> wanted) {
    return entries.keySet().stream().filter(key -> !wanted.contains(key)).toList().reversed();
  }

  /** The UIDs of what we created and is wanted, under whatever group it is known. */
  Set<String> wantedUids(Set<ObjectKey> wanted) {
    return wanted.stream()
        .flatMap(key -> find(key).stream())
        .map(Entry::uid)
        .filter(uid -> !uid.isEmpty())
        .collect(Collectors.toSet());
  }
}
