package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.placement.Claimant;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.LightClusterDemand;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.fullcluster.FullClusterDemand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** Knows which clusters ask for room in which pool, and tells pools when that changes. */
public final class ClaimWatch implements AutoCloseable {
  private final KubernetesClient client;
  private final SharedIndexInformer<LightCluster> lightClusters;
  private final SharedIndexInformer<FullCluster> fullClusters;

  /**
   * Returns once everything there is was read.
   *
   * @param listener told on a thread of the client's
   */
  public ClaimWatch(KubernetesClient client, Consumer<PoolReference> listener) {
    this.client = client;
    this.lightClusters =
        client
            .resources(LightCluster.class)
            .inAnyNamespace()
            .inform(new Changes<>(ClaimWatch::claim, listener));
    this.fullClusters =
        client
            .resources(FullCluster.class)
            .inAnyNamespace()
            .inform(new Changes<>(ClaimWatch::claim, listener));
  }

  /** The claims on a pool, the oldest first. */
  List<Claim> of(PoolReference pool) {
    return Stream.concat(
            lightClusters.getStore().list().stream().map(ClaimWatch::claim),
            fullClusters.getStore().list().stream().map(ClaimWatch::claim))
        .flatMap(Optional::stream)
        .filter(claim -> claim.pool().equals(pool))
        .sorted(Claim.BY_AGE)
        .toList();
  }

  /** Whether this very cluster is still there; asked of the API server itself. */
  boolean exists(Claimant claimant) {
    Class<? extends HasMetadata> type =
        claimant.kind().equals(HasMetadata.getKind(LightCluster.class))
            ? LightCluster.class
            : FullCluster.class;
    HasMetadata found =
        client.resources(type).inNamespace(claimant.namespace()).withName(claimant.name()).get();
    return found != null && Objects.equals(found.getMetadata().getUid(), claimant.uid());
  }

  private static Optional<Claim> claim(LightCluster cluster) {
    EffectiveSpec spec = EffectiveSpec.of(cluster);
    return claim(cluster, spec.common(), () -> LightClusterDemand.of(spec));
  }

  private static Optional<Claim> claim(FullCluster cluster) {
    EffectiveFullClusterSpec spec = EffectiveFullClusterSpec.of(cluster);
    return claim(cluster, spec.common(), () -> FullClusterDemand.of(spec));
  }

  private static Optional<Claim> claim(
      HasMetadata cluster, CommonSpec spec, java.util.function.Supplier<Demand> demand) {
    var metadata = cluster.getMetadata();
    return spec.nodePool()
        .map(
            pool ->
                new Claim(
                    new Claimant(
                        cluster.getKind(),
                        metadata.getNamespace(),
                        metadata.getName(),
                        metadata.getUid()),
                    new PoolReference(
                        pool.namespace().orElse(metadata.getNamespace()), pool.name()),
                    demand.get(),
                    Objects.requireNonNullElse(metadata.getCreationTimestamp(), "")));
  }

  @Override
  public void close() {
    lightClusters.close();
    fullClusters.close();
  }

  /** Both pools hear of a cluster that goes from one to another. */
  private record Changes<C>(Function<C, Optional<Claim>> claim, Consumer<PoolReference> listener)
      implements ResourceEventHandler<C> {
    @Override
    public void onAdd(C cluster) {
      tell(Optional.empty(), claim.apply(cluster));
    }

    @Override
    public void onUpdate(C before, C now) {
      tell(claim.apply(before), claim.apply(now));
    }

    @Override
    public void onDelete(C last, boolean unknownState) {
      tell(claim.apply(last), Optional.empty());
    }

    private void tell(Optional<Claim> before, Optional<Claim> now) {
      if (!before.equals(now)) {
        Stream.of(before, now)
            .flatMap(Optional::stream)
            .map(Claim::pool)
            .distinct()
            .forEach(listener);
      }
    }
  }
}
