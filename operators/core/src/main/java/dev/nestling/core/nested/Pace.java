package dev.nestling.core.nested;

import java.time.Duration;

/** How long to pause between two questions to one cluster. */
@FunctionalInterface
public interface Pace {

  /**
   * The pause after an answer, before jitter.
   *
   * @param last the answer
   * @param unanswered for how long there has been no good one; zero when the last was good
   */
  Duration pause(Health last, Duration unanswered);

  /**
   * Eager while a cluster starts, because people wait for it; patient when nothing has come for
   * minutes; slow while all is well.
   */
  static Duration standard(Health last, Duration unanswered) {
    if (last.answered()) {
      return Duration.ofSeconds(15);
    }
    if (unanswered.compareTo(Duration.ofSeconds(60)) < 0) {
      return Duration.ofMillis(200);
    }
    return unanswered.compareTo(Duration.ofMinutes(5)) < 0
        ? Duration.ofSeconds(2)
        : Duration.ofSeconds(10);
  }
}
