package dev.nestling.test.e2e;

import dev.nestling.test.testbed.NestedCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A client that writes twenty times a second into a nested cluster and never retries. What was
 * acknowledged has to be there afterwards, and what failed is counted.
 */
final class SteadyWriter implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(50);
  private static final String LABEL = "steadily-written-by";

  private final NestedCluster cluster;
  private final String name;
  private final KubernetesClient client;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile Duration longest = Duration.ZERO;

  private SteadyWriter(NestedCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    this.client = cluster.client();
    this.thread = Thread.ofPlatform().name("steady writer").start(this::run);
  }

  static SteadyWriter start(NestedCluster cluster, String name) {
    return new SteadyWriter(cluster, name);
  }

  int written() {
    return acknowledged.size();
  }

  /** What went wrong so far, with the time of it. */
  List<String> failures() {
    return List.copyOf(failures);
  }

  /** How long the slowest write took. */
  Duration longest() {
    return longest;
  }

  /** Ends it, and says which acknowledged writes are not there. */
  Set<String> lost() throws InterruptedException {
    close();
    Set<String> lost = ConcurrentHashMap.newKeySet();
    lost.addAll(acknowledged);
    try (var reader = cluster.client()) {
      reader
          .configMaps()
          .inNamespace("default")
          .withLabel(LABEL, name)
          .list()
          .getItems()
          .forEach(found -> lost.remove(found.getMetadata().getName()));
    }
    return lost;
  }

  private void run() {
    for (int count = 0; !ended; count++) {
      long begun = System.nanoTime();
      String object = name + "-" + count;
      try {
        create(object);
        acknowledged.add(object);
      } catch (RuntimeException e) {
        if (!ended) {
          failures.add(Instant.now() + " " + object + ": " + e.getMessage());
        }
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      longest = took.compareTo(longest) > 0 ? took : longest;
      try {
        Thread.sleep(PERIOD.minus(took).isPositive() ? PERIOD.minus(took) : Duration.ZERO);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void create(String object) {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName(object)
                .addToLabels(LABEL, name)
                .endMetadata()
                .build())
        .create();
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
    client.close();
  }
}
