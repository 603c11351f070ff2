package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.api.v1alpha1.NodePoolWorkers;
import dev.nestling.api.v1alpha1.NodePoolWorkers.ClusterReference;
import dev.nestling.api.v1alpha1.NodePoolWorkers.NodeTaint;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a NodePool of workers asks for, with every default filled in.
 *
 * @param reference its name
 * @param owner the pool itself
 * @param cluster that gets the nodes
 * @param marking what its nodes have
 * @param tokenTtl for how long a new token is good
 * @param share of another pool's hardware, on which the nodes run as pods
 */
record WorkersScope(
    PoolReference reference,
    Owner owner,
    ClusterReference cluster,
    Marking marking,
    Duration tokenTtl,
    Optional<Share> share) {
  private static final String DEFAULT_TTL = "24h";

  /**
   * What the nodes of a pool have.
   *
   * @param pool name of the pool
   */
  record Marking(String pool, Map<String, String> labels, List<NodeTaint> taints) {
    Marking {
      labels = Map.copyOf(labels);
      taints = List.copyOf(taints);
    }
  }

  static WorkersScope of(NodePool pool) {
    NodePoolWorkers workers = pool.getSpec().workers();
    if (workers == null) {
      throw new IllegalArgumentException("spec.workers is missing");
    }
    String name = pool.getMetadata().getName();
    return new WorkersScope(
        new PoolReference(pool.getMetadata().getNamespace(), name),
        Owner.of(pool),
        workers.clusterRef(),
        new Marking(
            name,
            Objects.requireNonNullElse(workers.labels(), Map.of()),
            Objects.requireNonNullElse(workers.taints(), List.of())),
        Optional.ofNullable(pool.getSpec().source().selfJoin())
            .map(NodePoolSource.SelfJoin::tokenTTL)
            .map(WorkersScope::duration)
            .orElseGet(() -> duration(DEFAULT_TTL)),
        Share.of(pool));
  }

  /** Hours and minutes, as the CRD lets them in. */
  private static Duration duration(String text) {
    return Duration.parse("PT" + text);
  }

  /** The Secret that says how machines join: beside the pool, or beside the pods that are nodes. */
  String joinSecret() {
    return share
        .map(it -> new WorkerNames(it.pool()).object())
        .orElseGet(() -> reference.name() + "-join");
  }

  String joinNamespace() {
    return share.map(it -> it.hardware().namespace()).orElseGet(reference::namespace);
  }

  /** Of that Secret. */
  ObjectMeta joinMetadata() {
    if (share.isPresent()) {
      return new WorkerNames(reference).metadata(joinSecret(), joinNamespace(), owner);
    }
    return new ObjectMetaBuilder()
        .withName(joinSecret())
        .withNamespace(joinNamespace())
        .addToLabels(Labels.MANAGED_BY, Labels.NESTLING)
        .addToLabels(Labels.CAPI_CLUSTER_NAME, cluster.name())
        .withOwnerReferences(owner.toOwnerReference())
        .build();
  }
}
