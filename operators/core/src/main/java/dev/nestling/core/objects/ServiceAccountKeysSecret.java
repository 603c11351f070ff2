package dev.nestling.core.objects;

import dev.nestling.core.pki.SigningKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/** The pair that signs the nested cluster's service-account tokens. */
public final class ServiceAccountKeysSecret {
  private ServiceAccountKeysSecret() {}

  public static Secret build(ClusterScope scope, SigningKey key) {
    return new SecretBuilder()
        .withMetadata(
            scope.identityMetadata(scope.names().serviceAccountKeys(), Role.KEYS, Map.of()))
        .withType(SecretData.CAPI_TYPE)
        .withData(
            SecretData.encode(
                Map.of(
                    SecretData.TLS_CERTIFICATE, key.publicKeyPem(),
                    SecretData.TLS_KEY, key.privateKeyPem())))
        .build();
  }

  public static Optional<SigningKey> read(Secret secret) {
    return SecretData.authority(secret)
        .map(pair -> new SigningKey(pair.certificatePem(), pair.privateKeyPem()));
  }
}
