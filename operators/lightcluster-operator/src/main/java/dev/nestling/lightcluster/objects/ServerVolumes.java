package dev.nestling.lightcluster.objects;

import dev.nestling.api.v1alpha1.EffectiveSecurity;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.objects.Volumes;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server finds where: docs/architecture.md, section 3.3. */
final class ServerVolumes {
  /** Owner and group may read; the group is the pod's own. */
  private static final int READABLE_BY_GROUP = 0440;

  private ServerVolumes() {}

  static List<Volume> volumes(LightClusterScope scope) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(
        new VolumeBuilder()
            .withName("config")
            .withNewConfigMap()
            .withName(scope.names().serverConfig())
            .withDefaultMode(READABLE_BY_GROUP)
            .endConfigMap()
            .build());
    volumes.add(pki(scope));
    volumes.add(secret("encryption", scope.names().encryption()));
    if (scope.spec().datastore() instanceof EffectiveSpec.ExternalDatabase database) {
      volumes.add(secret("datastore", database.secretName()));
    }
    webhook(scope)
        .ifPresent(
            key ->
                volumes.add(
                    Volumes.secretKey(
                        "audit",
                        key.object(),
                        new KeyToPath(key.key(), null, ServerConfig.AUDIT_WEBHOOK))));
    volumes.add(data(scope));
    volumes.add(new VolumeBuilder().withName("tmp").withNewEmptyDir().endEmptyDir().build());
    return volumes;
  }

  static List<VolumeMount> mounts(LightClusterScope scope) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(readOnly("config", ServerConfig.CONFIG_DIR));
    mounts.add(readOnly("pki", ServerConfig.PKI_DIR));
    mounts.add(readOnly("encryption", ServerConfig.ENCRYPTION_DIR));
    if (scope.spec().datastore() instanceof EffectiveSpec.ExternalDatabase) {
      mounts.add(readOnly("datastore", ServerConfig.DATASTORE_DIR));
    }
    webhook(scope).ifPresent(key -> mounts.add(readOnly("audit", ServerConfig.AUDIT_DIR)));
    mounts.add(mount("data", ServerConfig.DATA_DIR).build());
    mounts.add(mount("tmp", "/tmp").build());
    return mounts;
  }

  private static Optional<EffectiveSecurity.Key> webhook(LightClusterScope scope) {
    return scope.common().security().audit().flatMap(EffectiveSecurity.Auditing::webhook);
  }

  /** kubeadm's layout out of Secrets in the Cluster API's. */
  private static Volume pki(LightClusterScope scope) {
    return new VolumeBuilder()
        .withName("pki")
        .withNewProjected()
        .withDefaultMode(READABLE_BY_GROUP)
        .withSources(
            projection(
                scope.names().clusterCa(),
                List.of(
                    new KeyToPath(SecretData.TLS_CERTIFICATE, null, "ca.crt"),
                    new KeyToPath(SecretData.TLS_KEY, null, "ca.key"))),
            projection(
                scope.names().frontProxyCa(),
                List.of(new KeyToPath(SecretData.TLS_CERTIFICATE, null, "front-proxy-ca.crt"))),
            projection(
                scope.names().serviceAccountKeys(),
                List.of(
                    new KeyToPath(SecretData.TLS_CERTIFICATE, null, "sa.pub"),
                    new KeyToPath(SecretData.TLS_KEY, null, "sa.key"))),
            projection(scope.names().serverCerts(), List.of()))
        .endProjected()
        .build();
  }

  private static VolumeProjection projection(String secret, List<KeyToPath> items) {
    return new VolumeProjectionBuilder()
        .withNewSecret()
        .withName(secret)
        .withItems(items)
        .endSecret()
        .build();
  }

  private static Volume secret(String name, String secretName) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secretName)
        .withDefaultMode(READABLE_BY_GROUP)
        .endSecret()
        .build();
  }

  private static Volume data(LightClusterScope scope) {
    VolumeBuilder volume = new VolumeBuilder().withName("data");
    return switch (scope.spec().datastore()) {
      case EffectiveSpec.PersistentVolume claimed ->
          volume
              .withNewPersistentVolumeClaim()
              .withClaimName(scope.names().data())
              .endPersistentVolumeClaim()
              .build();
      case EffectiveSpec.EphemeralVolume ephemeral ->
          volume.withNewEmptyDir().withSizeLimit(ephemeral.size()).endEmptyDir().build();
      case EffectiveSpec.ExternalDatabase database ->
          volume.withNewEmptyDir().endEmptyDir().build();
    };
  }

  private static VolumeMount readOnly(String name, String path) {
    return mount(name, path).withReadOnly(true).build();
  }

  private static VolumeMountBuilder mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path);
  }
}
