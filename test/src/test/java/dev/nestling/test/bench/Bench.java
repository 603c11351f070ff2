package dev.nestling.test.bench;

import dev.nestling.test.testbed.Testbed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one management cluster of a run, with an audit log, and the run's settings: system properties
 * {@code bench.rounds}, {@code bench.clusters}, {@code bench.idle} and {@code bench.rest} (ISO
 * durations).
 */
record Bench(Testbed testbed, AuditLog audit) {
  static final int ROUNDS = Integer.getInteger("bench.rounds", 20);
  static final int CLUSTERS = Integer.getInteger("bench.clusters", 20);
  static final Duration IDLE = Duration.parse(System.getProperty("bench.idle", "PT90S"));
  static final Duration REST = Duration.parse(System.getProperty("bench.rest", "PT10M"));

  static final String OPERATOR = "nestling-system:lightcluster-operator";

  private static final class Holder {
    private static final Bench INSTANCE = create();
  }

  static Bench get() {
    return Holder.INSTANCE;
  }

  private static Bench create() {
    var directory = new AtomicReference<Path>();
    var testbed =
        Testbed.create(
            "bench-",
            data -> {
              directory.set(data);
              return AuditLog.arguments(data);
            });
    return new Bench(testbed, AuditLog.in(directory.get()));
  }
}
