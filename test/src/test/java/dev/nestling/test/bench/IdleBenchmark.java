package dev.nestling.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.TenantNamespace;
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
      var writes = bench.audit().writes(cluster.acceptedOn(), Instant.now());
      List<AuditLog.Write> ours =
          writes.stream().filter(it -> it.isBy(Bench.OPERATOR) && !it.isLease()).toList();
      var server = KubeletStats.of(client, namespace.name(), "idle-server");
      write(operatorAlone, server, ours, writes);

      assertThat(server.workingSet()).isLessThanOrEqualTo(SERVER_TARGET_MIB);
      assertThat(operatorAlone.resident()).isLessThan(OPERATOR_TARGET_MIB);
      assertThat(ours).hasSizeLessThanOrEqualTo(WRITES_TARGET);
    }
  }

  private static void write(
      KubeletStats operator,
      KubeletStats server,
      List<AuditLog.Write> ours,
      List<AuditLog.Write> all) {
    var memory = new Table("memory", "pod", "working set MiB", "resident MiB");
    memory.row("operator without clusters", "" + operator.workingSet(), "" + operator.resident());
    memory.row("idle LightCluster", "" + server.workingSet(), "" + server.resident());
    memory.write();
    var writes = new Table("writes", "write", "object", "ms after the apply was accepted");
    if (!ours.isEmpty()) {
      Instant first = all.getFirst().received();
      for (var write : ours) {
        writes.row(
            write.verb(),
            write.resource() + " " + write.name(),
            "" + (write.received().toEpochMilli() - first.toEpochMilli()));
      }
    }
    writes.row("**sum of the operator's**", "" + ours.size(), "");
    writes.write();
  }
}
