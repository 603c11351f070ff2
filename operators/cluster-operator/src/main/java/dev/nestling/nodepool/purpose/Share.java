package dev.nestling.nodepool.purpose;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.api.v1alpha1.NodePoolWorkers;
import dev.nestling.api.v1alpha1.NodePoolWorkers.WorkerRepair;
import dev.nestling.api.v1alpha1.NodePoolWorkers.WorkerSize;
import dev.nestling.api.v1alpha1.NodePoolWorkers.WorkerStorage;
import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.placement.WorkersDemand;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A share of another pool's hardware, as a pool of worker nodes asks for it, with every default
 * filled in.
 *
 * @param pool that asks
 * @param hardware the pool that has it
 * @param replicas how many nodes
 * @param size of each
 * @param storage a volume of each; none means the hardware's own disk
 * @param version of Kubernetes on them; none means the cluster's
 * @param drainTimeout for how long pods of a node that goes are asked to go
 */
public record Share(
    PoolReference pool,
    PoolReference hardware,
    int replicas,
    Amount size,
    Optional<WorkerStorage> storage,
    Optional<String> version,
    Repair repair,
    Duration drainTimeout) {

  private static final Quantity DEFAULT_CPU = new Quantity("1");
  private static final Quantity DEFAULT_MEMORY = new Quantity("2Gi");
  private static final String DEFAULT_NOT_READY = "5m";
  private static final String DEFAULT_DRAIN = "10m";
  private static final int PERCENT = 100;

  /**
   * How nodes that are not ready are replaced.
   *
   * @param notReadyAfter for how long a node is waited for
   * @param atOnce no more than so many are being replaced; 0 switches it off
   */
  public record Repair(Duration notReadyAfter, int atOnce) {}

  /** Empty of a pool of another type. */
  public static Optional<Share> of(NodePool pool) {
    NodePoolSource.FromPool source = pool.getSpec().source().fromPool();
    NodePoolWorkers workers = pool.getSpec().workers();
    if (source == null || workers == null) {
      return Optional.empty();
    }
    var metadata = pool.getMetadata();
    int replicas = Objects.requireNonNullElse(workers.replicas(), 0);
    return Optional.of(
        new Share(
            new PoolReference(metadata.getNamespace(), metadata.getName()),
            new PoolReference(
                Objects.requireNonNullElse(source.namespace(), metadata.getNamespace()),
                source.name()),
            replicas,
            size(workers.size()),
            Optional.ofNullable(workers.storage()),
            Optional.ofNullable(workers.version()),
            repair(workers.repair(), replicas),
            duration(Objects.requireNonNullElse(workers.drainTimeout(), DEFAULT_DRAIN))));
  }

  /** What the hardware is asked for. */
  public Demand demand() {
    return WorkersDemand.of(replicas, size);
  }

  /** The same as far as this much may be had. */
  public Share within(Demand granted) {
    return granted
        .component(WorkersDemand.WORKER)
        .map(
            component ->
                new Share(
                    pool,
                    hardware,
                    Math.min(replicas, component.most()),
                    size.least(component.pod()),
                    storage,
                    version,
                    repair,
                    drainTimeout))
        .orElse(this);
  }

  private static Amount size(@Nullable WorkerSize asked) {
    Map<String, Quantity> quantities = new HashMap<>();
    quantities.put("cpu", DEFAULT_CPU);
    quantities.put("memory", DEFAULT_MEMORY);
    if (asked != null && asked.cpu() != null) {
      quantities.put("cpu", asked.cpu());
    }
    if (asked != null && asked.memory() != null) {
      quantities.put("memory", asked.memory());
    }
    return Amount.ofPod(quantities);
  }

  private static Repair repair(@Nullable WorkerRepair asked, int replicas) {
    String after = asked == null ? null : asked.notReadyAfter();
    IntOrString most = asked == null ? null : asked.maxUnavailable();
    return new Repair(
        duration(Objects.requireNonNullElse(after, DEFAULT_NOT_READY)), most(most, replicas));
  }

  private static int most(@Nullable IntOrString asked, int replicas) {
    if (asked == null) {
      return 1;
    }
    if (asked.getIntVal() != null) {
      return asked.getIntVal();
    }
    int percent = Integer.parseInt(String.valueOf(asked.getStrVal()).replace("%", ""));
    return percent == 0 ? 0 : Math.max(1, replicas * percent / PERCENT);
  }

  /** Hours and minutes, as the CRD lets them in. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }
}
