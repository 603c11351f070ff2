package dev.nestling.core.content;

import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the place of each object of content, and what is wrong before anybody is asked. */
final class Locator {
  /** The most that an API server reads of a request. */
  private static final int MAX_CHARACTERS = 3 * 1024 * 1024;

  private final Kinds kinds;
  private final NestedApi api;
  private final Map<ObjectKey, Located> places = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private Locator(Kinds kinds, NestedApi api) {
    this.kinds = kinds;
    this.api = api;
  }

  /**
   * The result.
   *
   * @param places in the order of application
   * @param problems of those that have no place
   */
  record Places(Map<ObjectKey, Located> places, List<Problem> problems) {}

  static Places locate(List<ContentObject> objects, Kinds kinds, NestedApi api)
      throws UnavailableException, InterruptedException {
    kinds.newRound();
    var locator = new Locator(kinds, api);
    for (ContentObject object : objects) {
      locator.take(object);
    }
    return new Places(locator.places, locator.problems);
  }

  private void take(ContentObject object) throws UnavailableException, InterruptedException {
    Optional<Resource> resource = kinds.find(object, api);
    if (resource.isEmpty()) {
      problems.add(Problem.unknownKind(object));
      return;
    }
    Located located = Located.of(object, resource.get());
    Optional<Problem> problem = check(located);
    if (problem.isPresent()) {
      problems.add(problem.get());
      return;
    }
    places.putIfAbsent(located.key(), located);
  }

  private Optional<Problem> check(Located located) {
    ContentObject object = located.object();
    if (!located.path().usable()) {
      return wrong(object, ContentFailure.UNUSABLE_NAME, "no object can have this name");
    }
    if (located.key().equals(InventoryStore.KEY)) {
      return wrong(object, ContentFailure.RESERVED, "this object is the inventory of the others");
    }
    if (object.json().length() > MAX_CHARACTERS) {
      return wrong(object, ContentFailure.TOO_LARGE, "no API server reads an object of that size");
    }
    Located first = places.get(located.key());
    if (first != null && !object.once() && !first.object().json().equals(object.json())) {
      return wrong(
          object, ContentFailure.DUPLICATE, "it is wanted twice in two forms; the first counts");
    }
    return Optional.empty();
  }

  private static Optional<Problem> wrong(ContentObject object, String reason, String message) {
    return Optional.of(Problem.wrong(object, reason, message));
  }
}
