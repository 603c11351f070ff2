package dev.nestling.test.monitoring;

import dev.nestling.test.testbed.Command;
import java.io.UncheckedIOException;
import java.util.List;

/** Prometheus' own program for rules. */
final class Promtool {
  private static final String MISSING =
      "promtool can't be run, so no alert was tested; it is in Debian's package prometheus"
          + " (apt-get install --no-install-recommends prometheus)";

  private Promtool() {}

  /**
   * Runs it to its end.
   *
   * @throws IllegalStateException with what it said when it failed
   */
  static void run(String... arguments) {
    try {
      Command.run(List.of("promtool"), arguments);
    } catch (UncheckedIOException e) {
      throw new AssertionError(MISSING, e);
    }
  }
}
