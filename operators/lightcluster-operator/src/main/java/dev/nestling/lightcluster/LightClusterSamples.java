package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.runtime.metrics.ClusterSamples;
import dev.nestling.runtime.metrics.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a LightCluster says in numbers. */
public final class LightClusterSamples {
  private static final int SERVERS = 1;

  private LightClusterSamples() {}

  /**
   * @param certificatesEnd when the first of its certificates ends; empty until they were seen
   */
  public static List<Sample> of(LightCluster cluster, Optional<Instant> certificatesEnd) {
    LightClusterStatus status =
        Optional.ofNullable(cluster.getStatus()).orElseGet(LightClusterStatus::empty);
    return ClusterSamples.of(
        new ClusterSamples.Facts(
            cluster,
            new ClusterSamples.Life(EffectiveSpec.of(cluster).power() == Power.Running, SERVERS),
            status.initialization() != null && status.initialization().controlPlaneInitialized(),
            status.version(),
            Objects.requireNonNullElse(status.readyReplicas(), 0),
            status.conditions(),
            certificatesEnd));
  }
}
