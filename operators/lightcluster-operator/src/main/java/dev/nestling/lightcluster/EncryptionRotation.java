package dev.nestling.lightcluster;

import dev.nestling.core.cluster.KeyMaterial;
import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.pki.Minter;
import dev.nestling.lightcluster.objects.ControlPlaneStatefulSet;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Objects;
import java.util.Optional;

/** Which keys of encryption at rest the server has, and which it gets next. */
final class EncryptionRotation {
  private EncryptionRotation() {}

  /**
   * @param currentHash the server's, if it were made from the keys as they are
   */
  static KeyRotation next(
      LightClusterScope scope,
      Observed observed,
      KeyMaterial.Whole keys,
      Optional<String> currentHash,
      Minter minter) {
    return KeyRotation.next(
        new KeyRotation.Facts(
            keys.encryption(),
            scope.common().security().encryptionKeyGeneration(),
            true,
            serverHasIt(scope, observed, currentHash),
            observed.health().rewriting().unless(KeyRotation.off(scope.common()))),
        minter::encryptionKey);
  }

  /** A server that is off reads the file when it starts; one that nobody knows of may still run. */
  private static boolean serverHasIt(
      LightClusterScope scope, Observed observed, Optional<String> currentHash) {
    Optional<StatefulSet> server = observed.own().server(scope.names());
    if (server.isEmpty()) {
      return false;
    }
    boolean planned =
        ControlPlaneStatefulSet.configHash(server.get()).equals(currentHash)
            && currentHash.isPresent();
    Optional<Pod> pod = observed.own().pod();
    return planned
        && pod.map(running -> ControlPlaneStatefulSet.configHash(running).equals(currentHash))
            .orElseGet(() -> Objects.equals(server.get().getSpec().getReplicas(), 0));
  }
}
