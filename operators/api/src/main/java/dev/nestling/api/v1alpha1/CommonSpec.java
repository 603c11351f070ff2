package dev.nestling.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the specs of all kinds of cluster have in common, with every default filled in and every
 * union closed.
 *
 * @param version of Kubernetes, such as {@code v1.36.3}
 * @param network inside the nested cluster
 * @param endpoint how the API is reached
 * @param scheduling where pods may run
 * @param nodePool the hardware that they run on, when it is not any
 * @param life what is to become of the cluster
 * @param manifests what is kept inside the nested cluster, in order
 * @param security what the API lets happen
 * @param addons what is kept inside for nodes and pods
 */
public record CommonSpec(
    String version,
    Networking network,
    Publication endpoint,
    PodScheduling scheduling,
    Optional<NodePoolName> nodePool,
    Life life,
    List<ManifestSource> manifests,
    EffectiveSecurity security,
    WantedAddons addons) {

  /** Which of the add-ons are wanted. */
  public record WantedAddons(
      boolean coreDns,
      boolean kubeProxy,
      boolean konnectivityAgent,
      boolean flannel,
      boolean localPathProvisioner) {}

  /** Whether the cluster runs, whether it is left alone, and what its deletion leaves. */
  public record Life(Power power, boolean paused, DeletionPolicy deletionPolicy) {}

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

  /** Where the pod may run: the user's record with its lists and maps never absent. */
  public record PodScheduling(
      Map<String, String> nodeSelector,
      List<io.fabric8.kubernetes.api.model.Toleration> tolerations,
      Optional<io.fabric8.kubernetes.api.model.Affinity> affinity,
      List<io.fabric8.kubernetes.api.model.TopologySpreadConstraint> topologySpreadConstraints,
      Optional<String> priorityClassName) {}

  /**
   * A node pool.
   *
   * @param namespace of the pool; none means the cluster's own
   */
  public record NodePoolName(String name, Optional<String> namespace) {}

  /** The same with pods that run elsewhere. */
  public CommonSpec withScheduling(PodScheduling other) {
    return new CommonSpec(
        version, network, endpoint, other, nodePool, life, manifests, security, addons);
  }

  /** The same of a cluster that does not run. */
  public CommonSpec switchedOff() {
    return new CommonSpec(
        version,
        network,
        endpoint,
        scheduling,
        nodePool,
        new Life(Power.Stopped, life.paused(), life.deletionPolicy()),
        manifests,
        security,
        addons);
  }

  /** What a component asks for when its owner asks for nothing. */
  record ResourceDefaults(String cpuRequest, String memoryRequest, String memoryLimit) {}

  static ResourceRequirements resources(
      @Nullable ResourceRequirements stored, ResourceDefaults defaults) {
    var builder =
        new ResourceRequirementsBuilder()
            .addToRequests("cpu", new Quantity(defaults.cpuRequest()))
            .addToRequests("memory", new Quantity(defaults.memoryRequest()))
            .addToLimits("memory", new Quantity(defaults.memoryLimit()));
    if (stored != null) {
      builder.addToRequests(or(stored.getRequests(), Map.of()));
      builder.addToLimits(or(stored.getLimits(), Map.of()));
    }
    return builder.build();
  }

  static Life life(
      @Nullable Power power, @Nullable Boolean paused, @Nullable DeletionPolicy deletionPolicy) {
    return new Life(
        or(power, Power.Running), or(paused, false), or(deletionPolicy, DeletionPolicy.Delete));
  }

  static Networking networking(@Nullable Network stored) {
    Network network = stored == null ? new Network(null, null, null, null) : stored;
    return new Networking(
        or(network.podCIDRs(), List.of(Defaults.POD_CIDR)),
        or(network.serviceCIDRs(), List.of(Defaults.SERVICE_CIDR)),
        or(network.dnsDomain(), Defaults.DNS_DOMAIN),
        or(network.policy(), Network.Policy.ApiOnly));
  }

  static Publication publication(@Nullable Endpoint stored) {
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

  static PodScheduling podScheduling(@Nullable Scheduling stored) {
    Scheduling scheduling = stored == null ? new Scheduling(null, null, null, null, null) : stored;
    return new PodScheduling(
        or(scheduling.nodeSelector(), Map.of()),
        or(scheduling.tolerations(), List.of()),
        Optional.ofNullable(scheduling.affinity()),
        or(scheduling.topologySpreadConstraints(), List.of()),
        Optional.ofNullable(scheduling.priorityClassName()));
  }

  static Optional<NodePoolName> nodePool(@Nullable Placement stored) {
    return Optional.ofNullable(stored)
        .map(Placement::nodePoolRef)
        .map(pool -> new NodePoolName(pool.name(), Optional.ofNullable(pool.namespace())));
  }

  static WantedAddons addons(@Nullable Addons stored) {
    Addons addons = stored == null ? new Addons(null, null, null, null, null) : stored;
    return new WantedAddons(
        isWanted(addons.coreDNS()),
        isWanted(addons.kubeProxy()),
        isWanted(addons.konnectivityAgent()),
        isWanted(addons.flannel()),
        isWanted(addons.localPathProvisioner()));
  }

  private static boolean isWanted(Addons.@Nullable Addon addon) {
    return addon == null || or(addon.enabled(), true);
  }

  static <T> T or(@Nullable T value, T otherwise) {
    return value == null ? otherwise : value;
  }
}
