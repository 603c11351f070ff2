package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.RestrictedPod;
import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;

/**
 * The pods of one role keep apart, unless the owner says how they are spread. Members of etcd share
 * a node only where there are too few: volumes may hold them where they once were.
 */
final class Spread {
  private Spread() {}

  static PodSpecBuilder over(FullClusterScope scope, Role role, PodSpecBuilder pod) {
    return scope.common().scheduling().topologySpreadConstraints().isEmpty()
        ? pod.withTopologySpreadConstraints(
            RestrictedPod.spread(scope.selector(role), role == Role.ETCD))
        : pod;
  }
}
