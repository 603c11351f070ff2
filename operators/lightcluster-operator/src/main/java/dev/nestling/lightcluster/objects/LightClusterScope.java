package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.Role;
import dev.nestling.core.placement.LightClusterDemand;
import dev.nestling.core.placement.PoolStanding;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every object of one LightCluster is built from.
 *
 * @param namespace the cluster's, and so that of all its objects
 * @param names of its objects
 * @param owner the cluster itself
 * @param spec with every default filled in
 */
public record LightClusterScope(String namespace, Names names, Owner owner, EffectiveSpec spec)
    implements ClusterScope {

  public static LightClusterScope of(LightCluster cluster) {
    return new LightClusterScope(
        cluster.getMetadata().getNamespace(),
        new Names(cluster.getMetadata().getName()),
        Owner.of(cluster),
        EffectiveSpec.of(cluster));
  }

  /**
   * The same cluster on the hardware that it was given, and with no more of it than that.
   *
   * @param existing the server's pod as it is
   */
  public LightClusterScope placedBy(PoolStanding standing, Optional<PodSpec> existing) {
    EffectiveSpec granted =
        standing
            .limit(existing.map(LightClusterDemand::of))
            .map(limit -> LightClusterDemand.within(spec, limit))
            .orElse(spec);
    CommonSpec common =
        granted
            .common()
            .withScheduling(standing.scheduling(granted.common().scheduling(), existing));
    return new LightClusterScope(
        namespace,
        names,
        owner,
        new EffectiveSpec(common, granted.datastore(), granted.resources(), granted.extraArgs()));
  }

  @Override
  public CommonSpec common() {
    return spec.common();
  }

  @Override
  public List<String> keyNames() {
    return names.keys();
  }

  @Override
  public List<String> volumeNames() {
    return List.of(names.data());
  }

  /** Selects the server's pods. */
  public Map<String, String> serverSelector() {
    return selector(Role.SERVER);
  }
}
