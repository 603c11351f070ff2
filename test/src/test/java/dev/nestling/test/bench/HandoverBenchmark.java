package dev.nestling.test.bench;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How long nobody leads when a leader is restarted on purpose: from the moment in which it gives
 * its lease back, which is when its last reconcile has ended, to that in which another process has
 * it.
 */
@Tag("bench")
class HandoverBenchmark {
  private static final String NAMESPACE = "nestling-system";
  private static final int ROUNDS = Integer.getInteger("bench.handovers", 10);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KubernetesClient client = Bench.get().client();

  /** Who holds the lease from when on; nobody is an empty name. */
  private record Holder(String name, long since) {}

  @Test
  void anotherProcessLeadsSoonAfterAPlannedRestart() throws InterruptedException {
    var table = new Table("handover", "operator", "runs", "median s", "min s", "max s");
    for (String operator : List.of("lightcluster-operator", "cluster-operator")) {
      client.apps().deployments().inNamespace(NAMESPACE).withName(operator).scale(2);
      Series gaps = new Series();
      for (int round = 0; round < ROUNDS; round++) {
        Question.when("two pods of " + operator, () -> ready(operator) == 2);
        gaps.add(gap(operator));
      }
      client.apps().deployments().inNamespace(NAMESPACE).withName(operator).scale(1);
      table.row(operator, "" + gaps.size(), gaps.cells());
    }
    table.write();
  }

  private Duration gap(String operator) throws InterruptedException {
    BlockingQueue<Holder> holders = new LinkedBlockingQueue<>();
    var lease = client.leases().inNamespace(NAMESPACE).withName(operator);
    String leader = lease.require().getSpec().getHolderIdentity();
    try (var watch = lease.watch(new Changes(holders))) {
      client.pods().inNamespace(NAMESPACE).withName(leader).delete();
      Holder nobody = next(holders, "");
      Holder successor =
          Objects.requireNonNull(holders.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
      return Duration.ofNanos(successor.since() - nobody.since());
    }
  }

  private static Holder next(BlockingQueue<Holder> holders, String name)
      throws InterruptedException {
    Holder holder;
    do {
      holder =
          Objects.requireNonNull(
              holders.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the lease is held on");
    } while (!holder.name().equals(name));
    return holder;
  }

  private long ready(String operator) {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", operator)
        .list()
        .getItems()
        .stream()
        .filter(HandoverBenchmark::isReady)
        .count();
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus().getConditions().stream()
            .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True"));
  }

  private record Changes(BlockingQueue<Holder> holders) implements Watcher<Lease> {
    @Override
    public void eventReceived(Action action, Lease lease) {
      holders.add(
          new Holder(
              Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), ""),
              System.nanoTime()));
    }

    @Override
    public void onClose(WatcherException cause) {
      // The next poll says that nothing came.
    }
  }
}
