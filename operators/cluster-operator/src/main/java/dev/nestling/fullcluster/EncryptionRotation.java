package dev.nestling.fullcluster;

import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.references.SecurityFiles;
import dev.nestling.fullcluster.objects.ApiServerConfigMap;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.ObjectMeta;
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
            observed.learned().rewriting().unless(nobodyCanBeAsked(scope, observed))),
        minter::encryptionKey);
  }

  /** What is inside is known, and so asked for, once nodes know where to find it. */
  private static Optional<String> nobodyCanBeAsked(FullClusterScope scope, Observed observed) {
    return KeyRotation.off(scope.common())
        .or(
            () ->
                observed
                        .own()
                        .set()
                        .secret(scope.names().kubeconfig())
                        .flatMap(AdminKubeconfig::endpoint)
                        .isPresent()
                    ? Optional.empty()
                    : Optional.of("the address of the API is not published yet"));
  }

  /** Of the files that API servers only read when they start. */
  static String configHash(SecurityFiles security, KeyMaterial.Whole keys) {
    return ApiServerConfigMap.hash(
        security.code(keys.lastingSecret()) + KeyRotation.code(keys.encryption()));
  }

  /**
   * The pods decide, those that end included, because they still write for some seconds; what the
   * Deployment says of them may be older or newer than they are. Without one, servers that nobody
   * knows of may still run.
   */
  private static boolean serversHaveIt(
      FullClusterScope scope, Observed observed, KeyMaterial.Whole keys) {
    String wanted = configHash(observed.referenced().security(), keys);
    Optional<Deployment> servers = observed.own().apiServer(scope.names());
    boolean settled =
        servers
            .map(
                found ->
                    hasHash(found.getSpec().getTemplate().getMetadata(), wanted)
                        && FullClusterConditions.isSettled(found))
            .orElse(false);
    return settled
        && observed.own().pods().stream()
            .filter(Disruptions::isApiServer)
            .allMatch(pod -> hasHash(pod.getMetadata(), wanted));
  }

  private static boolean hasHash(ObjectMeta metadata, String wanted) {
    return Optional.ofNullable(metadata.getAnnotations())
        .map(annotations -> annotations.get(Labels.CONFIG_HASH))
        .filter(wanted::equals)
        .isPresent();
  }
}
