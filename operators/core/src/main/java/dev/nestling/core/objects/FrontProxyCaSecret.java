package dev.nestling.core.objects;

import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/**
 * The authority behind the API server's own client certificate towards aggregated APIs. It must not
 * be the cluster's: whoever it signs for may speak for any user.
 */
public final class FrontProxyCaSecret {
  private FrontProxyCaSecret() {}

  public static Secret build(ClusterScope scope, KeyPair authority) {
    return new SecretBuilder()
        .withMetadata(scope.identityMetadata(scope.names().frontProxyCa(), Role.KEYS, Map.of()))
        .withType(SecretData.CAPI_TYPE)
        .withData(SecretData.authority(authority))
        .build();
  }
}
