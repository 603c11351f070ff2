package dev.nestling.lightcluster.objects;

import dev.nestling.core.objects.Role;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;

/**
 * The server's pod has no business with the management cluster's API: an account without a token.
 */
public final class ServerServiceAccount {
  private ServerServiceAccount() {}

  public static ServiceAccount build(LightClusterScope scope) {
    return new ServiceAccountBuilder()
        .withMetadata(scope.metadata(scope.names().server(), Role.SERVER))
        .withAutomountServiceAccountToken(false)
        .build();
  }
}
