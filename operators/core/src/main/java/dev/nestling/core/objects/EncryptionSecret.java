package dev.nestling.core.objects;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The nested cluster's encryption at rest. {@code secretbox} comes first and so encrypts what is
 * written; {@code identity} comes last, so that clear text from before stays readable.
 */
public final class EncryptionSecret {
  public static final String FILE = "encryption.yaml";

  private EncryptionSecret() {}

  public static Secret build(ClusterScope scope, String configuration) {
    return new SecretBuilder()
        .withMetadata(scope.identityMetadata(scope.names().encryption(), Role.KEYS, Map.of()))
        .withType("Opaque")
        .withData(SecretData.encode(Map.of(FILE, configuration)))
        .build();
  }

  /** A new configuration around a new key of 32 bytes. */
  public static String configuration(byte[] key) {
    return """
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets]
          providers:
          - secretbox:
              keys:
              - name: key1
                secret: %s
          - identity: {}
        """
        .formatted(Base64.getEncoder().encodeToString(key));
  }

  public static Optional<String> read(Secret secret) {
    return SecretData.text(secret, FILE);
  }
}
