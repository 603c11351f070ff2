package dev.nestling.test.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a FullCluster costs: its start beside the same objects by hand, its memory, its writes. */
@Tag("bench")
class FullClusterBenchmark {
  private static final double TARGET_RATIO = 1.15;
  private static final long MEMORY_TARGET_MIB = 922;
  private static final int WRITES_TARGET = 90;
  private static final int OBJECTS = 2_000;

  /** Until then the management cluster's DNS gives the addresses of a deleted namesake. */
  private static final Duration NAMES_FORGOTTEN = Duration.ofSeconds(31);

  private final Question question = new Question();

  @Test
  void startsAlmostAsFastAsTheSameObjectsByHand() {
    Bench bench = Bench.get();
    Series operators = new Series();
    Series byHand = new Series();
    try (var namespace = TenantNamespace.create(bench.client(), "full-start")) {
      round(namespace, "warm-up", new Series(), new Series());
      for (int round = 1; round <= Bench.FULL_ROUNDS; round++) {
        round(namespace, "full-" + round, operators, byHand);
      }
    }
    double ratio = (double) operators.median().toMillis() / byHand.median().toMillis();
    var table = new Table("full-start", "what", "runs", "median s", "min s", "max s", "ratio");
    table.row("the same objects by hand", "" + byHand.size(), byHand.cells(), "1.00");
    table.row("FullCluster", "" + operators.size(), operators.cells(), "%.2f".formatted(ratio));
    table.write();
    assertThat(ratio).isLessThanOrEqualTo(TARGET_RATIO);
  }

  private void round(TenantNamespace namespace, String name, Series operators, Series byHand) {
    var measured = MeasuredFullCluster.apply(namespace, name);
    operators.add(measured.untilAnswered(question));
    measured.untilSettled();
    var handMade = HandMadeCluster.copyOf(measured.cluster());
    measured.delete();
    Pause.of(NAMES_FORGOTTEN);
    long begun = handMade.apply();
    byHand.add(Duration.ofNanos(question.answered(handMade.target()) - begun));
    handMade.delete();
  }

  @Test
  void takesLittleMemoryAndFewWrites() {
    Bench bench = Bench.get();
    try (var namespace = TenantNamespace.create(bench.client(), "full-cost")) {
      var measured = MeasuredFullCluster.apply(namespace, "full");
      measured.untilSettled();
      Pause.of(Bench.IDLE);
      List<AuditLog.Write> writes =
          bench.audit().writes(measured.appliedOn(), Instant.now()).stream()
              .filter(it -> it.isBy(Bench.FULL_OPERATOR) && !it.isLease())
              .toList();
      fill(measured.cluster());
      Pause.of(Bench.IDLE);
      long total = memory(bench, namespace, writes.size());
      Instant resting = Instant.now();
      Pause.of(Bench.REST);
      List<AuditLog.Write> atRest =
          bench.audit().writes(resting, Instant.now()).stream()
              .filter(it -> it.isBy(Bench.FULL_OPERATOR) && !it.isLease())
              .toList();
      assertThat(writes).hasSizeLessThanOrEqualTo(WRITES_TARGET);
      assertThat(total).isLessThanOrEqualTo(MEMORY_TARGET_MIB);
      assertThat(atRest).isEmpty();
    }
  }

  private static void fill(NestedCluster cluster) {
    try (var nested = cluster.client()) {
      for (int count = 0; count < OBJECTS; count++) {
        nested
            .resource(
                new ConfigMapBuilder()
                    .withNewMetadata()
                    .withNamespace("default")
                    .withName("filling-" + count)
                    .endMetadata()
                    .addToData("text", "x".repeat(500))
                    .build())
            .create();
      }
    }
  }

  private static long memory(Bench bench, TenantNamespace namespace, int writes) {
    var table = new Table("full-memory", "pod", "working set MiB", "resident MiB");
    long total = 0;
    List<Pod> pods =
        bench.client().pods().inNamespace(namespace.name()).list().getItems().stream()
            .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
            .toList();
    for (Pod pod : pods) {
      var used = KubeletStats.of(bench.client(), namespace.name(), pod.getMetadata().getName());
      total += used.workingSet();
      table.row(
          pod.getMetadata().getName(),
          Long.toString(used.workingSet()),
          Long.toString(used.resident()));
    }
    table.row("**all**, with " + OBJECTS + " objects", Long.toString(total), "");
    table.row("writes of the operator per creation", Integer.toString(writes), "");
    table.write();
    return total;
  }
}
