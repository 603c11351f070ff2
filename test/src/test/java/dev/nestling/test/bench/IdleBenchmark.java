package dev.nestling.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.TenantNamespace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What one cluster costs that nobody uses: memory, and the writes that made it. */
@Tag("bench")
class IdleBenchmark {
  private static final long SERVER_TARGET_MIB = 200;
  private static final long OPERATOR_TARGET_MIB = 170;
  private static final int WRITES_TARGET = 25;

  @Test
  void anIdleClusterIsSmallAndWasMadeWithFewWrites() {
    Bench bench = Bench.get();
    var client = bench.client();
    Pause.of(Bench.IDLE);
    var operatorAlone = KubeletStats.of(client, "nestling-system", "lightcluster-operator");
    try (var namespace = TenantNamespace.create(client, "idle")) {
      var cluster = MeasuredCluster.apply(namespace, "idle", "{}");
      cluster.untilReady();
      Pause.of(Bench.IDLE);
      var writes = bench.audit().writes(cluster.appliedOn(), Instant.now());
      List<AuditLog.Write> ours =
          writes.stream().filter(it -> it.isBy(Bench.OPERATOR) && !it.isLease()).toList();
      var memory = new Table("memory", "pod", "working set MiB", "resident MiB");
      row(memory, "operator without clusters", operatorAlone);
      row(
          memory,
          "first idle LightCluster of a node: it reads the binary into memory for all",
          KubeletStats.of(client, namespace.name(), "idle-server"));
      MeasuredCluster.apply(namespace, "second", "{}").untilReady();
      Pause.of(Bench.IDLE);
      var server = KubeletStats.of(client, namespace.name(), "second-server");
      row(memory, "every other idle LightCluster", server);
      memory.write();
      write(cluster.appliedOn(), ours);

      assertThat(server.workingSet()).isLessThanOrEqualTo(SERVER_TARGET_MIB);
      assertThat(operatorAlone.resident()).isLessThan(OPERATOR_TARGET_MIB);
      assertThat(ours).hasSizeLessThanOrEqualTo(WRITES_TARGET);
    }
  }

  private static void row(Table table, String pod, KubeletStats memory) {
    table.row(pod, Long.toString(memory.workingSet()), Long.toString(memory.resident()));
  }

  private static void write(Instant applied, List<AuditLog.Write> ours) {
    var writes = new Table("writes", "write", "object", "ms after the apply");
    for (var write : ours) {
      long after = Duration.between(applied, write.received()).toMillis();
      writes.row(write.verb(), write.resource() + " " + write.name(), Long.toString(after));
    }
    writes.row("**sum of the operator's**", Integer.toString(ours.size()), "");
    writes.write();
  }
}
