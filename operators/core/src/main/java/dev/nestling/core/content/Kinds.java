package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.UnavailableException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What paths say instead of the kinds that no model knows, as a nested API's discovery tells. What
 * it told once holds until it proves wrong; what it did not know is asked again in the next round.
 */
final class Kinds {
  private final Map<String, Map<String, Resource>> known = new HashMap<>();
  private final Set<String> askedInThisRound = new HashSet<>();

  void newRound() {
    askedInThisRound.clear();
  }

  Optional<Resource> find(ContentObject object, NestedApi api)
      throws UnavailableException, InterruptedException {
    if (object.resource().isPresent()) {
      return object.resource();
    }
    String version = object.apiVersion();
    Map<String, Resource> kinds = known.computeIfAbsent(version, ignored -> new HashMap<>());
    if (!kinds.containsKey(object.kind())
        && ObjectPath.isApiVersion(version)
        && askedInThisRound.add(version)) {
      read(api.discover(version).body().path("resources"), kinds);
    }
    return Optional.ofNullable(kinds.get(object.kind()));
  }

  /** What was told of the object's API was not true, or is not any more. */
  void forget(ContentObject object) {
    known.remove(object.apiVersion());
  }

  private static void read(JsonNode resources, Map<String, Resource> kinds) {
    for (JsonNode resource : resources) {
      String plural = resource.path("name").asText("");
      if (!plural.contains("/")) {
        kinds.put(
            resource.path("kind").asText(""),
            new Resource(plural, resource.path("namespaced").asBoolean()));
      }
    }
  }
}
