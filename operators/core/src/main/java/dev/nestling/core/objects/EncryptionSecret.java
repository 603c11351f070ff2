package dev.nestling.core.objects;

import dev.nestling.core.encryption.KeyRotation;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;
import java.util.Optional;

/** The nested cluster's encryption at rest: the file that its API servers read. */
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

  /** The generation of the only key in it; empty while keys are being replaced. */
  public static Optional<Integer> settledGeneration(Optional<Secret> secret) {
    return secret.flatMap(EncryptionSecret::read).flatMap(KeyRotation::settledGeneration);
  }

  public static Optional<String> read(Secret secret) {
    return SecretData.text(secret, FILE);
  }
}
