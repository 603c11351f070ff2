package dev.nestling.kubectl.management;

import java.util.List;
import java.util.Optional;

/**
 * What was read, or why it was not.
 *
 * @param items empty when nothing was read
 * @param note why nothing was read
 */
public record Reading<T>(List<T> items, Optional<String> note) {
  public Reading {
    items = List.copyOf(items);
  }

  public static <T> Reading<T> of(List<T> items) {
    return new Reading<>(items, Optional.empty());
  }

  public static <T> Reading<T> refused(String why) {
    return new Reading<>(List.of(), Optional.of(why));
  }
}
