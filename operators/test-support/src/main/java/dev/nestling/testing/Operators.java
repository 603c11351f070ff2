package dev.nestling.testing;

import io.javaoperatorsdk.operator.Operator;

/** Operators that a test starts in its own process. */
public final class Operators {
  private Operators() {}

  /**
   * Ends an operator with everything it has: the framework leaves the pool of its timers behind,
   * which looks for work a hundred times a second until the last of them is due, and keeps the
   * operator's client and caches alive as long.
   */
  public static void stop(Operator operator) {
    operator.stop();
    operator
        .getConfigurationService()
        .getExecutorServiceManager()
        .scheduledExecutorService()
        .shutdownNow();
  }
}
