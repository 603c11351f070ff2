package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** Times in objects of a cluster. */
final class Times {
  private Times() {}

  /** When the API server created an object, to the second. */
  static Optional<Instant> created(JsonNode object) {
    return parsed(object.path("metadata").path("creationTimestamp").asText(""));
  }

  /** Empty when it is none. */
  static Optional<Instant> parsed(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notATime) {
      return Optional.empty();
    }
  }
}
