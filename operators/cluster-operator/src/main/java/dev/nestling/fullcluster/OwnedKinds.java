package dev.nestling.fullcluster;

import dev.nestling.core.apply.OwnedKind;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.List;

/** The kinds of a FullCluster's objects: drives watches, pruning and the test of our rights. */
public final class OwnedKinds {
  public static final List<OwnedKind> ALL =
      List.of(
          OwnedKind.byName(Secret.class),
          OwnedKind.watched(PersistentVolumeClaim.class),
          OwnedKind.watched(Service.class),
          OwnedKind.watched(ServiceAccount.class),
          OwnedKind.watched(NetworkPolicy.class),
          OwnedKind.watched(ConfigMap.class),
          OwnedKind.watched(StatefulSet.class),
          OwnedKind.watched(Deployment.class),
          OwnedKind.watched(PodDisruptionBudget.class));

  private OwnedKinds() {}
}
