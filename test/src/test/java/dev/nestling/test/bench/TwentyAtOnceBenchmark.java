package dev.nestling.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many clusters applied at once, and then left alone. */
@Tag("bench")
class TwentyAtOnceBenchmark {
  private static final long OPERATOR_TARGET_MIB = 170;

  @Test
  void allBecomeReadyNoneRestartsAndNobodyWritesAtRest() {
    Bench bench = Bench.get();
    var client = bench.client();
    try (var namespace = TenantNamespace.create(client, "twenty")) {
      var table = new Table("twenty", "what", "value");
      var ready = startAll(namespace);
      int restarts = restarts(namespace);
      table.row("clusters", Integer.toString(ready.size()));
      table.row("first ready after s", Series.seconds(ready.smallest()));
      table.row("half ready after s", Series.seconds(ready.median()));
      table.row("all ready after s", Series.seconds(ready.largest()));
      table.row("restarts", Integer.toString(restarts));

      // What was under way when the last became ready may finish.
      Pause.of(Bench.IDLE);
      Instant from = Instant.now();
      Pause.of(Bench.REST);
      var writes = atRest(bench, from);
      var operator = KubeletStats.of(client, "nestling-system", "lightcluster-operator");
      table.row("operator's working set MiB", Long.toString(operator.workingSet()));
      table.row("operator's resident MiB", Long.toString(operator.resident()));
      List<Long> servers = workingSets(client, namespace);
      table.row("servers' smallest working set MiB", servers.getFirst().toString());
      table.row("servers' median working set MiB", servers.get(servers.size() / 2).toString());
      table.row("servers' largest working set MiB", servers.getLast().toString());
      table.row("minutes at rest", Long.toString(Bench.REST.toMinutes()));
      table.row("the operator's writes at rest, leases aside", Long.toString(count(writes)));
      byUser(writes).forEach((who, count) -> table.row("at rest: " + who, count.toString()));
      table.write();

      assertThat(restarts + restarts(namespace)).isZero();
      assertThat(count(writes)).isZero();
      assertThat(operator.resident()).isLessThan(OPERATOR_TARGET_MIB);
    }
  }

  private static Series startAll(TenantNamespace namespace) {
    List<MeasuredCluster> waiting = new ArrayList<>();
    for (int i = 1; i <= Bench.CLUSTERS; i++) {
      waiting.add(MeasuredCluster.apply(namespace, "c" + i, "{}"));
    }
    long began = waiting.getFirst().acceptedAt();
    var ready = new Series();
    Question.when(
        "all clusters",
        () -> {
          List<MeasuredCluster> now = waiting.stream().filter(MeasuredCluster::isReady).toList();
          now.forEach(it -> ready.add(Duration.ofNanos(System.nanoTime() - began)));
          waiting.removeAll(now);
          return waiting.isEmpty();
        });
    return ready;
  }

  private static List<Long> workingSets(KubernetesClient client, TenantNamespace namespace) {
    return IntStream.rangeClosed(1, Bench.CLUSTERS)
        .mapToObj(i -> KubeletStats.of(client, namespace.name(), "c" + i + "-server").workingSet())
        .sorted()
        .toList();
  }

  private static int restarts(TenantNamespace namespace) {
    return namespace.client().pods().inNamespace(namespace.name()).list().getItems().stream()
        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
        .mapToInt(ContainerStatus::getRestartCount)
        .sum();
  }

  private static List<AuditLog.Write> atRest(Bench bench, Instant from) {
    return bench.audit().writes(from, Instant.now()).stream().filter(it -> !it.isLease()).toList();
  }

  private static long count(List<AuditLog.Write> writes) {
    return writes.stream().filter(it -> it.isBy(Bench.OPERATOR)).count();
  }

  private static Map<String, Long> byUser(List<AuditLog.Write> writes) {
    return writes.stream()
        .collect(
            Collectors.groupingBy(
                it -> it.user() + " " + it.verb() + " " + it.resource(),
                TreeMap::new,
                Collectors.counting()));
  }
}
