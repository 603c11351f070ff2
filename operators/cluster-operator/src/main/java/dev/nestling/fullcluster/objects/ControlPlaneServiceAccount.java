package dev.nestling.fullcluster.objects;

import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/** The pods have no business with the management cluster's API: an account without a token. */
public final class ControlPlaneServiceAccount {
  private ControlPlaneServiceAccount() {}

  public static ServiceAccount build(FullClusterScope scope) {
    return new ServiceAccountBuilder()
        .withMetadata(scope.metadata(scope.names().controlPlane(), Role.SERVER))
        .withAutomountServiceAccountToken(false)
        .build();
  }
}
