package dev.nestling.test.api.canary;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Values that are nowhere else in the world, and where each was put. */
final class Canaries {
  private final List<Forms> planted = new ArrayList<>();

  /** Another one; letters, digits and dashes. */
  String next(String place) {
    String value = "canary-" + UUID.randomUUID();
    planted.add(Forms.of(place, value));
    return value;
  }

  List<Forms> planted() {
    return List.copyOf(planted);
  }
}
