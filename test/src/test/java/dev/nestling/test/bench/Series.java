package dev.nestling.test.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Durations of one thing measured several times, as a table's cells in seconds. */
final class Series {
  private final List<Duration> values = new ArrayList<>();

  void add(Duration value) {
    values.add(value);
  }

  int size() {
    return values.size();
  }

  Duration median() {
    List<Duration> sorted = sorted();
    int half = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(half)
        : sorted.get(half - 1).plus(sorted.get(half)).dividedBy(2);
  }

  Duration smallest() {
    return Collections.min(values);
  }

  Duration largest() {
    return Collections.max(values);
  }

  /** {@code median | smallest | largest}. */
  String cells() {
    return seconds(median()) + " | " + seconds(smallest()) + " | " + seconds(largest());
  }

  static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1000.0);
  }

  private List<Duration> sorted() {
    return values.stream().sorted().toList();
  }
}
