package dev.nestling.api.v1alpha1;

import static dev.nestling.api.v1alpha1.CommonSpec.or;

import dev.nestling.api.v1alpha1.CommonSpec.ResourceDefaults;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A FullCluster's spec with every default filled in: what the operator plans from.
 *
 * @param common what all kinds of cluster have
 * @param replicas of each component that runs as a Deployment
 * @param etcd the datastore
 * @param components the programs that run as Deployments
 */
public record EffectiveFullClusterSpec(
    CommonSpec common, int replicas, Members etcd, Components components) {

  private static final ResourceDefaults ETCD =
      new ResourceDefaults(
          Defaults.ETCD_CPU_REQUEST, Defaults.ETCD_MEMORY_REQUEST, Defaults.ETCD_MEMORY_LIMIT);
  private static final ResourceDefaults API_SERVER =
      new ResourceDefaults(
          Defaults.API_SERVER_CPU_REQUEST,
          Defaults.API_SERVER_MEMORY_REQUEST,
          Defaults.API_SERVER_MEMORY_LIMIT);
  private static final ResourceDefaults CONTROLLER_MANAGER =
      new ResourceDefaults(
          Defaults.CONTROLLER_MANAGER_CPU_REQUEST,
          Defaults.CONTROLLER_MANAGER_MEMORY_REQUEST,
          Defaults.CONTROLLER_MANAGER_MEMORY_LIMIT);
  private static final ResourceDefaults SCHEDULER =
      new ResourceDefaults(
          Defaults.SCHEDULER_CPU_REQUEST,
          Defaults.SCHEDULER_MEMORY_REQUEST,
          Defaults.SCHEDULER_MEMORY_LIMIT);

  /**
   * The members of etcd; no storage class means the default one.
   *
   * @param replicas 1, 3 or 5
   */
  public record Members(
      int replicas,
      Quantity volumeSize,
      Optional<String> storageClassName,
      ResourceRequirements resources) {}

  /** What one program asks for, and its additional flags in order. */
  public record Component(ResourceRequirements resources, List<ExtraArgs.Argument> extraArgs) {}

  /** The programs by name. */
  public record Components(Component apiServer, Component controllerManager, Component scheduler) {}

  /** The same, another way in what all kinds of cluster have. */
  public EffectiveFullClusterSpec with(CommonSpec other) {
    return new EffectiveFullClusterSpec(other, replicas, etcd, components);
  }

  /** The effective spec of a stored cluster; a cluster without a spec has all defaults. */
  public static EffectiveFullClusterSpec of(FullCluster cluster) {
    FullClusterSpec stored = cluster.getSpec();
    FullClusterSpec spec =
        stored == null
            ? new FullClusterSpec(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null)
            : stored;
    return new EffectiveFullClusterSpec(
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
        or(spec.replicas(), Defaults.CONTROL_PLANE_REPLICAS),
        members(spec.etcd()),
        new Components(
            component(spec.apiServer(), API_SERVER),
            component(spec.controllerManager(), CONTROLLER_MANAGER),
            component(spec.scheduler(), SCHEDULER)));
  }

  private static Members members(@Nullable Etcd stored) {
    Etcd etcd = stored == null ? new Etcd(null, null, null) : stored;
    Etcd.Volume volume = or(etcd.volume(), new Etcd.Volume(null, null));
    return new Members(
        or(etcd.replicas(), Defaults.ETCD_REPLICAS),
        or(volume.size(), new Quantity(Defaults.ETCD_VOLUME_SIZE)),
        Optional.ofNullable(volume.storageClassName()),
        CommonSpec.resources(etcd.resources(), ETCD));
  }

  private static Component component(
      @Nullable ControlPlaneComponent stored, ResourceDefaults defaults) {
    ControlPlaneComponent component =
        stored == null ? new ControlPlaneComponent(null, null) : stored;
    return new Component(
        CommonSpec.resources(component.resources(), defaults),
        or(component.extraArgs(), List.of()));
  }
}
