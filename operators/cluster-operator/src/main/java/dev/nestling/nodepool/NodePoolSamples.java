package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.ConditionTypes;
import dev.nestling.api.v1alpha1.Machines;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.api.v1alpha1.NodePoolSpec;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.runtime.metrics.Metric;
import dev.nestling.runtime.metrics.Sample;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a NodePool says in numbers. What a kind of pool does not have, it does not say. */
public final class NodePoolSamples {
  private static final String PREFIX = "nestling_node_pool_";
  private static final List<String> POOL = List.of("namespace", "name");

  private static final Metric READY = metric("ready", "1 while condition Ready is True, else 0.");
  private static final Metric NODES_DESIRED =
      metric(
          "nodes_desired",
          "Nodes that there are to be: those asked for, or of Nodes and SelfJoin those that are"
              + " there.");
  private static final Metric NODES_READY =
      metric("nodes_ready", "Nodes that are ready and accept pods.");
  private static final Amounts CAPACITY = new Amounts("capacity", "that the nodes offer to pods");
  private static final Amounts ALLOCATABLE =
      new Amounts(
          "allocatable", "that are there for the pool, without nodes and pods that are not");
  private static final Amounts PROMISED = new Amounts("promised", "that were granted");
  private static final Amounts FREE = new Amounts("free", "that are left to be granted");
  private static final Metric MACHINES =
      metric("machines", "Machines in the spec of a pool that shares them.");
  private static final Metric CLUSTERS =
      metric("clusters_granted", "Clusters that were granted room.");
  private static final Metric CLUSTERS_WAITING =
      metric("clusters_waiting", "Clusters that wait for room.");
  private static final Metric CLUSTERS_LIMIT =
      metric(
          "clusters_limit", "The most clusters that are granted room: spec.hosting.maxClusters.");
  private static final Metric WORKERS =
      metric(
          "worker_nodes_granted",
          "Worker nodes of other pools that were granted room, or machines that were given away.");
  private static final Metric WORKERS_LIMIT =
      metric("worker_nodes_limit", "The most of them: spec.sharing.maxNodes.");
  private static final Metric POOLS_WAITING =
      metric("pools_waiting", "Other pools that wait for room or machines.");

  private final List<String> labels;
  private final List<Sample> samples = new ArrayList<>();

  /** Metrics of CPU and memory. */
  private record Amounts(Metric cpu, Metric memory) {
    Amounts(String name, String what) {
      this(
          metric(name + "_cpu_cores", "Cores " + what + "."),
          metric(name + "_memory_bytes", "Bytes of memory " + what + "."));
    }
  }

  /** Such as 2/3. */
  private record Nodes(int ready, int there) {
    static Nodes of(String text) {
      int slash = text.indexOf('/');
      return new Nodes(
          Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    }
  }

  private NodePoolSamples(NodePool pool) {
    labels = List.of(pool.getMetadata().getNamespace(), pool.getMetadata().getName());
  }

  public static List<Sample> of(NodePool pool) {
    NodePoolStatus status = Optional.ofNullable(pool.getStatus()).orElseGet(NodePoolStatus::empty);
    NodePoolSamples made = new NodePoolSamples(pool);
    made.add(READY, isReady(status) ? 1 : 0);
    made.nodes(pool.getSpec(), status);
    made.add(CAPACITY, status.capacity());
    made.add(ALLOCATABLE, status.allocatable());
    made.add(PROMISED, status.promised());
    made.add(FREE, status.free());
    made.hosting(pool.getSpec(), status);
    made.sharing(pool.getSpec(), status);
    return made.samples;
  }

  private static Metric metric(String name, String help) {
    return new Metric(PREFIX + name, help, POOL);
  }

  private static boolean isReady(NodePoolStatus status) {
    return ConditionSet.of(status.conditions())
        .get(ConditionTypes.READY)
        .filter(known -> "True".equals(known.getStatus()))
        .isPresent();
  }

  /** Machines that are shared are nodes of other pools, which say how those are. */
  private void nodes(NodePoolSpec spec, NodePoolStatus status) {
    Optional<Nodes> nodes = Optional.ofNullable(status.readyNodes()).map(Nodes::of);
    Integer there = nodes.map(Nodes::there).orElse(null);
    Integer desired =
        switch (spec.source().type()) {
          case Nodes, SelfJoin -> there;
          case FromPool -> spec.workers() == null ? null : spec.workers().replicas();
          case Machines -> spec.workers() == null ? null : machines(spec);
        };
    if (unseen(status)) {
      return;
    }
    if (desired != null) {
      add(NODES_DESIRED, desired);
      add(NODES_READY, nodes.map(Nodes::ready).orElse(0));
    } else if (spec.source().type() == NodePoolSource.Type.Machines) {
      add(MACHINES, machines(spec));
    }
  }

  /** While the nested cluster does not answer, the last figures say nothing about now. */
  private static boolean unseen(NodePoolStatus status) {
    return ConditionSet.of(status.conditions())
        .get(NodePoolConditionTypes.NODES_READY)
        .filter(known -> "Unknown".equals(known.getStatus()))
        .isPresent();
  }

  private static int machines(NodePoolSpec spec) {
    Machines machines = spec.source().machines();
    return machines == null ? 0 : machines.hosts().size();
  }

  private void hosting(NodePoolSpec spec, NodePoolStatus status) {
    NodePoolStatus.HostingStatus hosting = status.hosting();
    if (hosting != null) {
      add(CLUSTERS, hosting.clusters());
      add(CLUSTERS_WAITING, hosting.waiting());
    }
    add(CLUSTERS_LIMIT, spec.hosting() == null ? null : spec.hosting().maxClusters());
  }

  private void sharing(NodePoolSpec spec, NodePoolStatus status) {
    NodePoolStatus.SharingStatus sharing = status.sharing();
    if (sharing != null) {
      add(WORKERS, sharing.nodes());
      add(POOLS_WAITING, sharing.waiting());
    }
    add(WORKERS_LIMIT, spec.sharing() == null ? null : spec.sharing().maxNodes());
  }

  private void add(Metric metric, @Nullable Number value) {
    if (value != null) {
      samples.add(metric.is(value.doubleValue(), labels));
    }
  }

  private void add(Amounts amounts, NodePoolStatus.@Nullable Resources resources) {
    if (resources != null) {
      add(amounts.cpu(), number(resources.cpu()));
      add(amounts.memory(), number(resources.memory()));
    }
  }

  private static @Nullable Number number(@Nullable Quantity quantity) {
    return quantity == null ? null : quantity.getNumericalAmount();
  }
}
