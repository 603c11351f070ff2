package dev.nestling.test.bench;

import java.time.Duration;

/** Lets time pass: what is measured here is what happens when nobody asks for anything. */
final class Pause {
  private Pause() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
