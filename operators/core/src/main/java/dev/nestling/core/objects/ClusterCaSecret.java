package dev.nestling.core.objects;

import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * The authority that everything in the cluster trusts. It carries the cluster's identity, which
 * outlives the LightCluster object when data and keys are retained.
 */
public final class ClusterCaSecret {
  private ClusterCaSecret() {}

  public static Secret build(ClusterScope scope, KeyPair authority, String identity) {
    return new SecretBuilder()
        .withMetadata(
            scope.identityMetadata(
                scope.names().clusterCa(), Role.KEYS, Map.of(Labels.IDENTITY, identity)))
        .withType(SecretData.CAPI_TYPE)
        .withData(SecretData.authority(authority))
        .build();
  }

  /** The identity that an existing Secret carries. */
  public static Optional<String> identity(Secret secret) {
    return Optional.ofNullable(secret.getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.IDENTITY));
  }
}
