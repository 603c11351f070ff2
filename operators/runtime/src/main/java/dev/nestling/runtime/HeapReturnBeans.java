package dev.nestling.runtime;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Ties {@link HeapReturn} to the life of the application and to the heap of its process. */
@Singleton
public class HeapReturnBeans {
  /** At most one pause in this time; a heap of some ten megabytes is collected in 0.1 s. */
  private static final int SECONDS = 20;

  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("heap-return").daemon().factory());

  void start(@Observes StartupEvent event) {
    var memory = ManagementFactory.getMemoryMXBean();
    var heap = new HeapReturn(() -> memory.getHeapMemoryUsage().getCommitted(), memory::gc);
    timer.scheduleWithFixedDelay(heap::look, SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.shutdownNow();
  }
}
