package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Problem;
import dev.nestling.lightcluster.objects.LightClusterScope;
import java.util.List;
import java.util.Optional;

/** What is known of a LightCluster's keys. */
final class LightClusterKeys {
  private LightClusterKeys() {}

  static KeyMaterial.Facts facts(LightClusterScope scope, Observed observed) {
    Names names = scope.names();
    return new KeyMaterial.Facts(
        scope,
        observed.own().set(),
        observed.own().taken(),
        List.of(
            names.data(),
            names.server(),
            names.serverConfig(),
            names.serverCerts(),
            names.kubeconfigInternal(),
            names.kubeconfig()),
        leftOut(scope, observed));
  }

  /**
   * Keys that are taken over go when their new cluster goes; data that was left with them and is
   * not taken over could never be read again.
   */
  private static Optional<Problem> leftOut(LightClusterScope scope, Observed observed) {
    if (scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume) {
      return Optional.empty();
    }
    return observed
        .own()
        .volume(scope.names())
        .filter(Applier::isRetained)
        .map(
            claim ->
                new Problem(
                    KeyMaterial.DATA_LEFT_OUT,
                    ("PersistentVolumeClaim %s holds data of an earlier cluster of this name, and"
                            + " spec.datastore takes over its keys without it; delete this"
                            + " LightCluster and give it another name or a datastore of type SQLite"
                            + " on a PersistentVolumeClaim, or delete the claim if nobody needs"
                            + " the data")
                        .formatted(scope.names().data())));
  }
}
