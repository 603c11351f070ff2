package dev.nestling.core.content;

import java.time.Duration;

/**
 * When a cluster's content is looked at again. While something fails the pauses grow with the time
 * that it has been failing, so that waiting costs whoever starts a cluster a tenth of the time at
 * most, and a lost cause next to nothing.
 *
 * @param first the shortest pause after a failure
 * @param longest the longest
 * @param repair the pause between two applications of everything
 */
public record ContentPace(Duration first, Duration longest, Duration repair) {
  private static final int PART = 10;

  /** 200 milliseconds to 30 seconds; repairs every 5 minutes. */
  public static ContentPace standard() {
    return new ContentPace(Duration.ofMillis(200), Duration.ofSeconds(30), Duration.ofMinutes(5));
  }

  /** The pause, before jitter, when it has been failing for so long. */
  Duration afterFailure(Duration failing) {
    Duration wanted = failing.dividedBy(PART);
    if (wanted.compareTo(first) < 0) {
      return first;
    }
    return wanted.compareTo(longest) > 0 ? longest : wanted;
  }
}
