package dev.nestling.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A LightCluster's spec with every default filled in and every union closed: what the operator
 * plans from. Objects stored before a default existed come out the same as new ones.
 */
public record EffectiveSpec(
    String version,
    Storage datastore,
    Networking network,
    Publication endpoint,
    ResourceRequirements resources,
    Arguments extraArgs,
    Placement scheduling,
    Power power,
    boolean paused,
    DeletionPolicy deletionPolicy) {

  /** Where the cluster's objects are stored. */
  public sealed interface Storage permits PersistentVolume, EphemeralVolume, ExternalDatabase {}

  /** SQLite on a volume claim; no storage class means the default one. */
  public record PersistentVolume(Quantity size, Optional<String> storageClassName)
      implements Storage {}

  /** SQLite in the pod's own space, of at most this size. */
  public record EphemeralVolume(Quantity size) implements Storage {}

  /** A database whose address is in this Secret of the cluster's namespace. */
  public record ExternalDatabase(String secretName) implements Storage {}

  /** Address ranges (one, or one per family) and names; never empty. */
  public record Networking(
      List<String> podCIDRs, List<String> serviceCIDRs, String dnsDomain, Network.Policy policy) {}

  /** What is common to all ways of publishing, and the way. */
  public record Publication(
      Exposure exposure,
      Optional<String> host,
      List<String> extraSANs,
      Map<String, String> annotations) {}

  /** How the API is published. */
  public sealed interface Exposure permits InsideOnly, OnNodePort, OnLoadBalancer {}

  /** A ClusterIP Service. */
  public record InsideOnly() implements Exposure {}

  /** A NodePort Service; no port means that the management cluster picks one. */
  public record OnNodePort(Optional<Integer> port) implements Exposure {}

  /** A LoadBalancer Service; no ranges means everyone. */
  public record OnLoadBalancer(Optional<String> className, List<String> sourceRanges)
      implements Exposure {}

  /** Additional flags per component, in order. */
  public record Arguments(
      List<ExtraArgs.Argument> apiServer,
      List<ExtraArgs.Argument> controllerManager,
      List<ExtraArgs.Argument> scheduler) {}

  /** Where the pod may run: the user's record with its lists and maps never absent. */
  public record Placement(
      Map<String, String> nodeSelector,
      List<io.fabric8.kubernetes.api.model.Toleration> tolerations,
      Optional<io.fabric8.kubernetes.api.model.Affinity> affinity,
      List<io.fabric8.kubernetes.api.model.TopologySpreadConstraint> topologySpreadConstraints,
      Optional<String> priorityClassName) {}

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
            ? new LightClusterSpec(null, null, null, null, null, null, null, null, null, null)
            : stored;
    return new EffectiveSpec(
        or(spec.version(), Defaults.VERSION),
        storage(spec.datastore()),
        networking(spec.network()),
        publication(spec.endpoint()),
        resources(spec.resources()),
        arguments(spec.extraArgs()),
        placement(spec.scheduling()),
        or(spec.power(), Power.Running),
        or(spec.paused(), false),
        or(spec.deletionPolicy(), DeletionPolicy.Delete));
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

  private static Networking networking(@Nullable Network stored) {
    Network network = stored == null ? new Network(null, null, null, null) : stored;
    return new Networking(
        or(network.podCIDRs(), List.of(Defaults.POD_CIDR)),
        or(network.serviceCIDRs(), List.of(Defaults.SERVICE_CIDR)),
        or(network.dnsDomain(), Defaults.DNS_DOMAIN),
        or(network.policy(), Network.Policy.ApiOnly));
  }

  private static Publication publication(@Nullable Endpoint stored) {
    Endpoint endpoint = stored == null ? new Endpoint(null, null, null, null, null, null) : stored;
    Exposure exposure =
        switch (or(endpoint.type(), Endpoint.Type.ClusterIP)) {
          case ClusterIP -> new InsideOnly();
          case NodePort ->
              new OnNodePort(Optional.ofNullable(endpoint.nodePort()).map(Endpoint.NodePort::port));
          case LoadBalancer -> onLoadBalancer(endpoint.loadBalancer());
        };
    return new Publication(
        exposure,
        Optional.ofNullable(endpoint.host()),
        or(endpoint.extraSANs(), List.of()),
        or(endpoint.annotations(), Map.of()));
  }

  private static OnLoadBalancer onLoadBalancer(Endpoint.@Nullable LoadBalancer balancer) {
    return balancer == null
        ? new OnLoadBalancer(Optional.empty(), List.of())
        : new OnLoadBalancer(
            Optional.ofNullable(balancer.className()), or(balancer.sourceRanges(), List.of()));
  }

  private static ResourceRequirements resources(@Nullable ResourceRequirements stored) {
    var builder =
        new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity(Defaults.CPU_REQUEST))
            .addToRequests("memory", new Quantity(Defaults.MEMORY_REQUEST))
            .addToLimits("memory", new Quantity(Defaults.MEMORY_LIMIT));
    if (stored != null) {
      builder.addToRequests(or(stored.getRequests(), Map.of()));
      builder.addToLimits(or(stored.getLimits(), Map.of()));
    }
    return builder.build();
  }

  private static Arguments arguments(@Nullable ExtraArgs stored) {
    ExtraArgs args = stored == null ? new ExtraArgs(null, null, null) : stored;
    return new Arguments(
        or(args.apiServer(), List.of()),
        or(args.controllerManager(), List.of()),
        or(args.scheduler(), List.of()));
  }

  private static Placement placement(@Nullable Scheduling stored) {
    Scheduling scheduling = stored == null ? new Scheduling(null, null, null, null, null) : stored;
    return new Placement(
        or(scheduling.nodeSelector(), Map.of()),
        or(scheduling.tolerations(), List.of()),
        Optional.ofNullable(scheduling.affinity()),
        or(scheduling.topologySpreadConstraints(), List.of()),
        Optional.ofNullable(scheduling.priorityClassName()));
  }

  private static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
