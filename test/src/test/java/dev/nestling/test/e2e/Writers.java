package dev.nestling.test.e2e;

import dev.nestling.test.testbed.NestedCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Several clients that create objects in a nested cluster until a request fails. */
final class Writers {
  private static final int CLIENTS = 4;
  private static final String LABEL = "written-by";

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final KubernetesClient client;
  private final String name;
  private final List<Thread> threads;

  private Writers(NestedCluster cluster, String name) {
    this.client = cluster.client();
    this.name = name;
    this.threads =
        IntStream.range(0, CLIENTS)
            .mapToObj(number -> Thread.ofPlatform().start(() -> write(number)))
            .toList();
  }

  /** Writers whose objects are told from others by {@code name}. */
  static Writers start(NestedCluster cluster, String name) {
    return new Writers(cluster, name);
  }

  /** The names of the objects whose creation was acknowledged. */
  Set<String> acknowledged() {
    return acknowledged;
  }

  /** Waits until every one of them has seen a request fail. */
  void awaitEnd() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    client.close();
  }

  /** The names of the objects that writers of this name have left. */
  static Set<String> found(NestedCluster cluster, String name) {
    try (var nested = cluster.client()) {
      return nested
          .configMaps()
          .inNamespace("default")
          .withLabel(LABEL, name)
          .list()
          .getItems()
          .stream()
          .map(object -> object.getMetadata().getName())
          .collect(Collectors.toSet());
    }
  }

  private void write(int number) {
    try {
      for (int count = 0; ; count++) {
        String object = "%s-%d-%d".formatted(name, number, count);
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
        acknowledged.add(object);
      }
    } catch (KubernetesClientException end) {
      // Whether this last write was made nobody knows.
    }
  }
}
