package dev.nestling.test.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Memory of one pod by its cgroup, as the kubelet tells it, in MiB, and the processor's time that
 * it has used up to then.
 */
record KubeletStats(long workingSet, long resident, Duration cpu) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MIB = 1024 * 1024;

  /** Of the one pod whose name begins so, once the kubelet has looked at it. */
  static KubeletStats of(KubernetesClient client, String namespace, String podPrefix) {
    Question.when(
        "memory of " + podPrefix, () -> read(client, namespace, podPrefix).workingSet() > 0);
    return read(client, namespace, podPrefix);
  }

  private static KubeletStats read(KubernetesClient client, String namespace, String podPrefix) {
    String node = client.nodes().list().getItems().getFirst().getMetadata().getName();
    try {
      JsonNode summary =
          JSON.readTree(client.raw("/api/v1/nodes/" + node + "/proxy/stats/summary"));
      for (JsonNode pod : summary.path("pods")) {
        if (pod.path("podRef").path("namespace").asText().equals(namespace)
            && pod.path("podRef").path("name").asText().startsWith(podPrefix)) {
          return new KubeletStats(
              pod.path("memory").path("workingSetBytes").asLong() / MIB,
              pod.path("memory").path("rssBytes").asLong() / MIB,
              Duration.ofNanos(pod.path("cpu").path("usageCoreNanoSeconds").asLong()));
        }
      }
      throw new AssertionError("the kubelet knows no pod " + namespace + "/" + podPrefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
