package dev.nestling.runtime;

import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.management.ManagementCluster.NodeAddress;
import dev.nestling.core.management.ManagementCluster.StorageClassFacts;
import dev.nestling.core.management.ManagementClusterFacts;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDR;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns in the background what the management cluster is like, in pages and keeping only the
 * fields that are used: an informer on nodes would hold them all and hear every heartbeat.
 */
public final class ManagementClusterReader implements Supplier<ManagementCluster>, AutoCloseable {
  /** What a waiting cluster waits at most for a new class to be noticed. */
  private static final Duration REFRESH = Duration.ofSeconds(20);

  /** Nodes are many and change seldom in what counts here. */
  private static final int NODES_EVERY = 6;

  private static final long PAGE = 100;
  private static final Logger LOG = LoggerFactory.getLogger(ManagementClusterReader.class);

  private final KubernetesClient client;
  private final WatchedNamespaces namespaces;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("management-cluster").daemon().factory());
  private volatile ManagementCluster known =
      new ManagementCluster(List.of(), List.of(), List.of(), List.of(), Set.of());
  private int round;

  /**
   * @param namespaces that the operator looks at: one that looks at some alone need not have been
   *     given the right to ask for what is in none
   */
  public ManagementClusterReader(KubernetesClient client, WatchedNamespaces namespaces) {
    this.client = client;
    this.namespaces = namespaces;
  }

  /** Learns once before it returns; a cluster judged without knowledge would be judged wrongly. */
  public ManagementClusterReader start() {
    known = read(known);
    timer.scheduleWithFixedDelay(
        this::refresh, REFRESH.toSeconds(), REFRESH.toSeconds(), TimeUnit.SECONDS);
    return this;
  }

  @Override
  public ManagementCluster get() {
    return known;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void refresh() {
    try {
      known = read(known);
    } catch (KubernetesClientException e) {
      LOG.warn("The management cluster could not be read; the old facts stay", e);
    }
  }

  private ManagementCluster read(ManagementCluster before) {
    boolean withNodes = round++ % NODES_EVERY == 0;
    Set<String> podCIDRs = new TreeSet<>(withNodes ? List.of() : before.podCIDRs());
    List<NodeAddress> nodes = new ArrayList<>(withNodes ? List.of() : before.nodes());
    if (withNodes) {
      each(
          Node.class,
          node -> {
            ManagementClusterFacts.podCIDRs(node).forEach(podCIDRs::add);
            ManagementClusterFacts.address(node).ifPresent(nodes::add);
          });
    }
    List<String> serviceCIDRs = new ArrayList<>();
    each(
        ServiceCIDR.class,
        range -> ManagementClusterFacts.serviceCIDRs(range).forEach(serviceCIDRs::add));
    List<StorageClassFacts> storageClasses = new ArrayList<>();
    boolean knowsStorage =
        each(
            StorageClass.class,
            found -> storageClasses.add(ManagementClusterFacts.storageClass(found)));
    Set<String> priorityClasses = new TreeSet<>();
    boolean knowsPriorities =
        each(
            PriorityClass.class,
            found -> priorityClasses.add(ManagementClusterFacts.priorityClass(found)));
    nodes.sort(Comparator.comparing(NodeAddress::node));
    storageClasses.sort(Comparator.comparing(StorageClassFacts::name));
    return new ManagementCluster(
        serviceCIDRs,
        List.copyOf(podCIDRs),
        nodes,
        Optional.of(List.copyOf(storageClasses)).filter(all -> knowsStorage),
        Optional.of(Set.copyOf(priorityClasses)).filter(all -> knowsPriorities));
  }

  /**
   * A kind that this management cluster does not serve has no objects.
   *
   * @return whether the operator may ask for them
   */
  private <T extends HasMetadata> boolean each(Class<T> type, Consumer<T> use) {
    String next = "";
    do {
      ListOptionsBuilder options = new ListOptionsBuilder().withLimit(PAGE);
      if (!next.isEmpty()) {
        options.withContinue(next);
      }
      try {
        KubernetesResourceList<T> page = client.resources(type).list(options.build());
        page.getItems().forEach(use);
        String token = page.getMetadata().getContinue();
        next = token == null ? "" : token;
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN && !namespaces.areAll()) {
          return false;
        }
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
        return true;
      }
    } while (!next.isEmpty());
    return true;
  }
}
