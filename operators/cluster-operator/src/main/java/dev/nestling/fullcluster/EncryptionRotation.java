package dev.nestling.fullcluster;

import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.references.SecurityFiles;
import dev.nestling.fullcluster.objects.ApiServerConfigMap;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;

/** Which keys of encryption at rest the API servers have, and which they get next. */
final class EncryptionRotation {
  private EncryptionRotation() {}

  static KeyRotation next(
      FullClusterScope scope, Observed observed, KeyMaterial.Whole keys, Minter minter) {
    return KeyRotation.next(
        new KeyRotation.Facts(
            keys.encryption(),
            scope.common().security().encryptionKeyGeneration(),
            false,
            serversHaveIt(scope, observed, keys),
            observed.learned().rewriting()),
        minter::encryptionKey);
  }

  /** Of the files that API servers only read when they start. */
  static String configHash(SecurityFiles security, KeyMaterial.Whole keys) {
    return ApiServerConfigMap.hash(
        security.code(keys.lastingSecret()) + KeyRotation.code(keys.encryption()));
  }

  /** An API server that ends still writes for some seconds. */
  private static boolean serversHaveIt(
      FullClusterScope scope, Observed observed, KeyMaterial.Whole keys) {
    Optional<Deployment> servers = observed.own().apiServer(scope.names());
    if (servers.isEmpty()) {
      return true;
    }
    String wanted = configHash(observed.referenced().security(), keys);
    return hash(servers.get()).filter(wanted::equals).isPresent()
        && FullClusterConditions.isSettled(servers.get())
        && !Disruptions.isEnding(observed.own().pods());
  }

  private static Optional<String> hash(Deployment servers) {
    return Optional.ofNullable(servers.getSpec().getTemplate().getMetadata().getAnnotations())
        .map(annotations -> annotations.get(Labels.CONFIG_HASH));
  }
}
