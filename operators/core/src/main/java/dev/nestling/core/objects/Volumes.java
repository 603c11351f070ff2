package dev.nestling.core.objects;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;
import java.util.Map;

/** The volumes of control planes' pods; whole directories, so that files renew in place. */
public final class Volumes {
  /** Owner and group may read; the group is the pod's own. */
  private static final int READABLE_BY_GROUP = 0440;

  private Volumes() {}

  public static Volume secret(String name, String secretName) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secretName)
        .withDefaultMode(READABLE_BY_GROUP)
        .endSecret()
        .build();
  }

  /** One key of a Secret as a file of that name. */
  public static Volume secretKey(String name, String secretName, KeyToPath key) {
    return new VolumeBuilder()
        .withName(name)
        .withNewSecret()
        .withSecretName(secretName)
        .withDefaultMode(READABLE_BY_GROUP)
        .withItems(key)
        .endSecret()
        .build();
  }

  public static Volume configMap(String name, String configMap) {
    return new VolumeBuilder()
        .withName(name)
        .withNewConfigMap()
        .withName(configMap)
        .withDefaultMode(READABLE_BY_GROUP)
        .endConfigMap()
        .build();
  }

  public static Volume emptyDir(String name) {
    return new VolumeBuilder().withName(name).withNewEmptyDir().endEmptyDir().build();
  }

  public static Volume claim(String name, String claim) {
    return new VolumeBuilder()
        .withName(name)
        .withNewPersistentVolumeClaim()
        .withClaimName(claim)
        .endPersistentVolumeClaim()
        .build();
  }

  /** One directory from several Secrets. */
  public static Volume projected(String name, VolumeProjection... sources) {
    return new VolumeBuilder()
        .withName(name)
        .withNewProjected()
        .withDefaultMode(READABLE_BY_GROUP)
        .withSources(sources)
        .endProjected()
        .build();
  }

  /**
   * A part of {@link #projected}.
   *
   * @param paths file by key; none means every key as a file of its name
   */
  public static VolumeProjection source(String secretName, Map<String, String> paths) {
    List<KeyToPath> items =
        paths.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(path -> new KeyToPath(path.getKey(), null, path.getValue()))
            .toList();
    return new VolumeProjectionBuilder()
        .withNewSecret()
        .withName(secretName)
        .withItems(items)
        .endSecret()
        .build();
  }

  public static VolumeMount readOnly(String name, String path) {
    return mount(name, path).withReadOnly(true).build();
  }

  public static VolumeMount writable(String name, String path) {
    return mount(name, path).build();
  }

  private static VolumeMountBuilder mount(String name, String path) {
    return new VolumeMountBuilder().withName(name).withMountPath(path);
  }
}
