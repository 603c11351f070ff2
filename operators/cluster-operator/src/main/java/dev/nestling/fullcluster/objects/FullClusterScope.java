package dev.nestling.fullcluster.objects;

import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.objects.ClusterScope;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every object of one FullCluster is built from.
 *
 * @param namespace the cluster's, and so that of all its objects
 * @param names of its objects
 * @param owner the cluster itself
 * @param spec with every default filled in
 */
public record FullClusterScope(
    String namespace, Names names, Owner owner, EffectiveFullClusterSpec spec)
    implements ClusterScope {

  public static FullClusterScope of(FullCluster cluster) {
    return new FullClusterScope(
        cluster.getMetadata().getNamespace(),
        new Names(cluster.getMetadata().getName()),
        Owner.of(cluster),
        EffectiveFullClusterSpec.of(cluster));
  }

  /** The same cluster with another spec. */
  public FullClusterScope with(EffectiveFullClusterSpec other) {
    return new FullClusterScope(namespace, names, owner, other);
  }

  @Override
  public CommonSpec common() {
    return spec.common();
  }

  @Override
  public List<String> keyNames() {
    return Stream.concat(names.keys().stream(), Stream.of(names.etcdCa())).toList();
  }

  @Override
  public List<String> volumeNames() {
    return members().stream().map(EtcdMember::objectName).toList();
  }

  /** A place for each member that there may ever be, whether or not anything exists for it. */
  public List<EtcdMember> members() {
    return EtcdMember.allOf(namespace, names);
  }

  /** The members that are asked for. */
  public List<EtcdMember> wantedMembers() {
    return members().subList(0, spec.etcd().replicas());
  }
}
