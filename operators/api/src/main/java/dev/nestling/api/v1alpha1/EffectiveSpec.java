package dev.nestling.api.v1alpha1;

import static dev.nestling.api.v1alpha1.CommonSpec.or;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A LightCluster's spec with every default filled in and every union closed: what the operator
 * plans from. Objects stored before a default existed come out the same as new ones.
 */
public record EffectiveSpec(
    CommonSpec common, Storage datastore, ResourceRequirements resources, Arguments extraArgs) {

  public String version() {
    return common.version();
  }

  public CommonSpec.Networking network() {
    return common.network();
  }

  public CommonSpec.Publication endpoint() {
    return common.endpoint();
  }

  public CommonSpec.PodScheduling scheduling() {
    return common.scheduling();
  }

  public Power power() {
    return common.life().power();
  }

  public boolean paused() {
    return common.life().paused();
  }

  public DeletionPolicy deletionPolicy() {
    return common.life().deletionPolicy();
  }

  /** Where the cluster's objects are stored. */
  public sealed interface Storage permits PersistentVolume, EphemeralVolume, ExternalDatabase {}

  /** SQLite on a volume claim; no storage class means the default one. */
  public record PersistentVolume(Quantity size, Optional<String> storageClassName)
      implements Storage {}

  /** SQLite in the pod's own space, of at most this size. */
  public record EphemeralVolume(Quantity size) implements Storage {}

  /** A database whose address is in this Secret of the cluster's namespace. */
  public record ExternalDatabase(String secretName) implements Storage {}

  /** Additional flags per component, in order. */
  public record Arguments(
      List<ExtraArgs.Argument> apiServer,
      List<ExtraArgs.Argument> controllerManager,
      List<ExtraArgs.Argument> scheduler) {}

  /**
   * The effective spec of a stored cluster; a cluster without a spec has all defaults.
   *
   * @throws IllegalArgumentException when the datastore is External and names no Secret, which the
   *     CRD refuses
   */
  public static EffectiveSpec of(LightCluster cluster) {
    return of(cluster.getSpec());
  }

  /** As {@link #of(LightCluster)}, of the spec alone. */
  public static EffectiveSpec of(@Nullable LightClusterSpec stored) {
    LightClusterSpec spec =
        stored == null
            ? new LightClusterSpec(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null)
            : stored;
    return new EffectiveSpec(
        new CommonSpec(
            or(spec.version(), Defaults.VERSION),
            CommonSpec.networking(spec.network()),
            CommonSpec.publication(spec.endpoint()),
            CommonSpec.podScheduling(spec.scheduling()),
            CommonSpec.nodePool(spec.placement()),
            CommonSpec.life(spec.power(), spec.paused(), spec.deletionPolicy()),
            or(spec.manifests(), List.of()),
            EffectiveSecurity.of(spec.security()),
            CommonSpec.addons(spec.addons())),
        storage(spec.datastore()),
        CommonSpec.resources(
            spec.resources(),
            new CommonSpec.ResourceDefaults(
                Defaults.CPU_REQUEST, Defaults.MEMORY_REQUEST, Defaults.MEMORY_LIMIT)),
        arguments(spec.extraArgs()));
  }

  private static Storage storage(@Nullable Datastore datastore) {
    if (datastore != null && datastore.type() == Datastore.Type.External) {
      if (datastore.external() == null) {
        throw new IllegalArgumentException("spec.datastore.external is missing");
      }
      return new ExternalDatabase(datastore.external().secretRef().name());
    }
    Datastore.@Nullable SQLite sqlite = datastore == null ? null : datastore.sqlite();
    Datastore.@Nullable Volume volume = sqlite == null ? null : sqlite.volume();
    if (volume == null) {
      return new PersistentVolume(new Quantity(Defaults.VOLUME_SIZE), Optional.empty());
    }
    Quantity size = or(volume.size(), new Quantity(Defaults.VOLUME_SIZE));
    return switch (or(volume.type(), Datastore.VolumeType.PersistentVolumeClaim)) {
      case PersistentVolumeClaim ->
          new PersistentVolume(size, Optional.ofNullable(volume.storageClassName()));
      case Ephemeral -> new EphemeralVolume(size);
    };
  }

  private static Arguments arguments(@Nullable ExtraArgs stored) {
    ExtraArgs args = stored == null ? new ExtraArgs(null, null, null) : stored;
    return new Arguments(
        or(args.apiServer(), List.of()),
        or(args.controllerManager(), List.of()),
        or(args.scheduler(), List.of()));
  }
}
