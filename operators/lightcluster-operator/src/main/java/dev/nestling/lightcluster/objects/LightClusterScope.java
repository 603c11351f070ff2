package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.objects.Role;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import java.util.List;
import java.util.Map;

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
