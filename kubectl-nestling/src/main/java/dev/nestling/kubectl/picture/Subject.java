package dev.nestling.kubectl.picture;

import dev.nestling.api.v1alpha1.EtcdStatus;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterStatus;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds have in common for a reader.
 *
 * @param metadata of the object
 * @param seen the generation that the status is about
 * @param facts of clusters alone
 * @param pool of node pools alone
 */
public record Subject(
    Kind kind,
    ObjectMeta metadata,
    Optional<Long> seen,
    List<Condition> conditions,
    Facts facts,
    Optional<NodePool> pool) {

  /**
   * What a cluster runs and where it is.
   *
   * @param version of Kubernetes
   * @param endpoint URL of the API
   * @param etcd of FullClusters
   */
  public record Facts(
      Optional<String> version, Optional<String> endpoint, Optional<EtcdStatus> etcd) {
    static final Facts NONE = new Facts(Optional.empty(), Optional.empty(), Optional.empty());
  }

  public static Subject of(LightCluster cluster) {
    LightClusterStatus status =
        Optional.ofNullable(cluster.getStatus()).orElseGet(LightClusterStatus::empty);
    return new Subject(
        Kind.LIGHT_CLUSTER,
        cluster.getMetadata(),
        Optional.ofNullable(status.observedGeneration()),
        orEmpty(status.conditions()),
        new Facts(Optional.ofNullable(status.version()), url(status.endpoint()), Optional.empty()),
        Optional.empty());
  }

  public static Subject of(FullCluster cluster) {
    FullClusterStatus status =
        Optional.ofNullable(cluster.getStatus()).orElseGet(FullClusterStatus::empty);
    return new Subject(
        Kind.FULL_CLUSTER,
        cluster.getMetadata(),
        Optional.ofNullable(status.observedGeneration()),
        orEmpty(status.conditions()),
        new Facts(
            Optional.ofNullable(status.version()),
            url(status.endpoint()),
            Optional.ofNullable(status.etcd())),
        Optional.empty());
  }

  public static Subject of(NodePool pool) {
    NodePoolStatus status = Optional.ofNullable(pool.getStatus()).orElseGet(NodePoolStatus::empty);
    return new Subject(
        Kind.NODE_POOL,
        pool.getMetadata(),
        Optional.ofNullable(status.observedGeneration()),
        orEmpty(status.conditions()),
        Facts.NONE,
        Optional.of(pool));
  }

  public String name() {
    return metadata.getName();
  }

  public String namespace() {
    return metadata.getNamespace();
  }

  /** Such as {@code LightCluster edge}. */
  public String title() {
    return kind.word() + " " + name();
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(it -> it.getType().equals(type)).findFirst();
  }

  /** Whether the operator has looked at the last change of the spec. */
  public boolean isSeen() {
    Long generation = metadata.getGeneration();
    return generation == null || seen.filter(it -> it >= generation).isPresent();
  }

  public boolean isLeaving() {
    return metadata.getDeletionTimestamp() != null;
  }

  private static Optional<String> url(LightClusterStatus.@Nullable ControlPlaneEndpoint endpoint) {
    return Optional.ofNullable(endpoint).map(LightClusterStatus.ControlPlaneEndpoint::url);
  }

  private static List<Condition> orEmpty(@Nullable List<Condition> conditions) {
    return conditions == null ? List.of() : List.copyOf(conditions);
  }
}
