package dev.nestling.test.bench;

import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.nested.NestedTarget;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * The authenticated question that both kinds of server are asked, every 20 ms until one answers.
 */
final class Question {
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final HttpsNestedCluster asked =
      new HttpsNestedCluster(
          InstantSource.system(), Duration.ofSeconds(3), new HttpsClient(Destinations.ANYWHERE));

  static NestedTarget target(String kubeconfig) {
    var config = Kubeconfig.parse(kubeconfig).orElseThrow();
    return new NestedTarget(
        URI.create(config.server().url()),
        config.server().caPem(),
        config.user().credentials(),
        config.server().tlsServerName());
  }

  /** Returns when the first answer came, as {@link System#nanoTime()}. */
  long answered(NestedTarget target) {
    return when("an answer of " + target.url(), () -> asked.probe(target).answered());
  }

  /** Returns when {@code condition} was first seen true, as {@link System#nanoTime()}. */
  static long when(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited in vain for " + what);
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return System.nanoTime();
  }
}
