package dev.nestling.test.bench;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a thousand nodes cost a FullCluster, and its operator. They are nobody: their leases are
 * renewed every ten seconds, as kubelets do, so that the controllers take them for ready.
 */
@Tag("bench")
class ThousandNodesBenchmark {
  private static final int NODES = Integer.getInteger("bench.nodes", 1000);
  private static final int AT_ONCE = 16;
  private static final int LISTS = 20;
  private static final long RENEWAL_SECONDS = 10;

  /** The API takes six digits, and no others. */
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  @Test
  void aThousandNodes() throws InterruptedException {
    Bench bench = Bench.get();
    try (var namespace = TenantNamespace.create(bench.client(), "thousand");
        var leases = Executors.newScheduledThreadPool(AT_ONCE)) {
      NestedCluster cluster = NestedCluster.full(namespace, "big");
      cluster.apply("{}");
      cluster.awaitReady();
      pool(bench, namespace);
      var table =
          new Table(
              "thousand-nodes",
              "nodes",
              "control plane MiB",
              "list of nodes s (median)",
              "operator MiB",
              "operator CPU %");
      try (var nested = cluster.client()) {
        row(table, "0", bench, namespace, nested);
        create(nested);
        for (int node = 0; node < NODES; node++) {
          int number = node;
          leases.scheduleAtFixedRate(
              () -> renew(nested, number),
              number * RENEWAL_SECONDS * 1000L / NODES,
              RENEWAL_SECONDS * 1000L,
              TimeUnit.MILLISECONDS);
        }
        row(table, "" + NODES, bench, namespace, nested);
        leases.shutdownNow();
      }
      table.write();
    }
  }

  private static void row(
      Table table, String nodes, Bench bench, TenantNamespace namespace, KubernetesClient nested) {
    Pause.of(Bench.IDLE);
    Duration cpu = operator(bench).cpu();
    Pause.of(Bench.IDLE);
    double share = 100.0 * operator(bench).cpu().minus(cpu).toMillis() / Bench.IDLE.toMillis();
    Series lists = new Series();
    for (int i = 0; i < LISTS; i++) {
      long begun = System.nanoTime();
      nested.raw("/api/v1/nodes");
      lists.add(Duration.ofNanos(System.nanoTime() - begun));
    }
    long controlPlane =
        bench.client().pods().inNamespace(namespace.name()).list().getItems().stream()
            .sorted(Comparator.comparing((Pod pod) -> pod.getMetadata().getName()))
            .mapToLong(
                pod ->
                    KubeletStats.of(bench.client(), namespace.name(), pod.getMetadata().getName())
                        .workingSet())
            .sum();
    table.row(
        nodes,
        "" + controlPlane,
        Series.seconds(lists.median()),
        "" + operator(bench).resident(),
        "%.1f".formatted(share));
  }

  private static KubeletStats operator(Bench bench) {
    return KubeletStats.of(bench.client(), "nestling-system", "cluster-operator");
  }

  /** The operator keeps labels of a pool's nodes, and counts them. */
  private static void pool(Bench bench, TenantNamespace namespace) {
    bench
        .client()
        .load(
            new ByteArrayInputStream(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: NodePool
                metadata: {name: crowd, namespace: %s}
                spec:
                  source: {type: SelfJoin}
                  workers: {clusterRef: {kind: FullCluster, name: big}, labels: {disk: ssd}}
                """
                    .formatted(namespace.name())
                    .getBytes(StandardCharsets.UTF_8)))
        .create();
  }

  private static void create(KubernetesClient nested) throws InterruptedException {
    var slots = new Semaphore(AT_ONCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int node = 0; node < NODES; node++) {
        int number = node;
        slots.acquire();
        threads.submit(
            () -> {
              try {
                join(nested, number);
              } finally {
                slots.release();
              }
            });
      }
    }
  }

  private static void join(KubernetesClient nested, int number) {
    var node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name(number))
            .addToLabels("nestling.node-restriction.kubernetes.io/node-pool", "crowd")
            .endMetadata()
            .withNewSpec()
            .endSpec()
            .withNewStatus()
            .addNewCondition()
            .withType("Ready")
            .withStatus("True")
            .withReason("KubeletReady")
            .withLastHeartbeatTime(ZonedDateTime.now(ZoneOffset.UTC).withNano(0).toString())
            .withLastTransitionTime(ZonedDateTime.now(ZoneOffset.UTC).withNano(0).toString())
            .endCondition()
            .endStatus()
            .build();
    nested.resource(node).create();
    nested.resource(node).updateStatus();
    nested.resource(lease(number)).create();
  }

  private static void renew(KubernetesClient nested, int number) {
    nested
        .leases()
        .inNamespace("kube-node-lease")
        .withName(name(number))
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"spec\": {\"renewTime\": \"%s\"}}".formatted(MICROSECONDS.format(Instant.now())));
  }

  private static Lease lease(int number) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(name(number))
        .withNamespace("kube-node-lease")
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(name(number))
        .withLeaseDurationSeconds(40)
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  private static String name(int number) {
    return "crowd-" + number;
  }
}
