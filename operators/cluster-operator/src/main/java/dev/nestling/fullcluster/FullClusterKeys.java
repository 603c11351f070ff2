package dev.nestling.fullcluster;

import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.plan.Names;
import dev.nestling.fullcluster.objects.FullClusterScope;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What is known of a FullCluster's keys. */
final class FullClusterKeys {
  private FullClusterKeys() {}

  static KeyMaterial.Facts facts(FullClusterScope scope, Observed observed) {
    Names names = scope.names();
    List<String> later =
        Stream.concat(
                scope.volumeNames().stream(),
                Stream.of(
                    names.apiServer(),
                    names.konnectivity(),
                    names.controllerManager(),
                    names.scheduler(),
                    names.kubeconfigInternal(),
                    names.kubeconfig()))
            .toList();
    return new KeyMaterial.Facts(
        scope, observed.own().set(), observed.own().taken(), later, Optional.empty());
  }
}
