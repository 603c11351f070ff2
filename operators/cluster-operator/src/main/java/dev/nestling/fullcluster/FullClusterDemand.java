package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec.Component;
import dev.nestling.core.objects.Role;
import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.Requests;
import dev.nestling.fullcluster.objects.Konnectivity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Map;
import java.util.Optional;

/** What a FullCluster asks a node pool for: each Deployment has one pod more while it changes. */
public final class FullClusterDemand {
  private FullClusterDemand() {}

  public static Demand of(EffectiveFullClusterSpec spec) {
    var components = spec.components();
    return Demand.of(
        Map.of(
            Role.ETCD.component(),
            new Demand.Component(spec.etcd().replicas(), 0, true, pod(spec.etcd().resources())),
            Role.API_SERVER.component(),
            deployment(
                spec,
                pod(components.apiServer().resources())
                    .plus(pod(Konnectivity.RESOURCES))
                    .minus(new Amount(0, 0, 1))),
            Role.CONTROLLER_MANAGER.component(),
            deployment(spec, pod(components.controllerManager().resources())),
            Role.SCHEDULER.component(),
            deployment(spec, pod(components.scheduler().resources()))));
  }

  private static Demand.Component deployment(EffectiveFullClusterSpec spec, Amount pod) {
    return new Demand.Component(spec.replicas(), 1, false, pod);
  }

  private static Amount pod(ResourceRequirements resources) {
    return Amount.ofPod(resources.getRequests());
  }

  /**
   * The spec as far as this much may be had. What is there already stays: only a spec takes members
   * and servers away.
   */
  static EffectiveFullClusterSpec within(
      EffectiveFullClusterSpec spec, Demand limit, Existing existing) {
    var etcd = spec.etcd();
    var components = spec.components();
    Optional<Demand.Component> members = limit.component(Role.ETCD.component());
    Optional<Demand.Component> servers = limit.component(Role.API_SERVER.component());
    return new EffectiveFullClusterSpec(
        spec.common(),
        replicas(spec.replicas(), servers, existing.replicas(Role.API_SERVER)),
        new EffectiveFullClusterSpec.Members(
            odd(replicas(etcd.replicas(), members, existing.replicas(Role.ETCD))),
            etcd.volumeSize(),
            etcd.storageClassName(),
            within(etcd.resources(), members)),
        new EffectiveFullClusterSpec.Components(
            within(components.apiServer(), servers.map(FullClusterDemand::withoutTunnel)),
            within(
                components.controllerManager(),
                limit.component(Role.CONTROLLER_MANAGER.component())),
            within(components.scheduler(), limit.component(Role.SCHEDULER.component()))));
  }

  /** Of a component that is off, or not there yet, no limit is known. */
  private static int replicas(int asked, Optional<Demand.Component> limit, int existing) {
    int most = limit.map(Demand.Component::replicas).filter(count -> count > 0).orElse(asked);
    return Math.min(asked, Math.max(most, existing));
  }

  /** A growth that was begun is finished: an even number survives no more than one less would. */
  private static int odd(int members) {
    return members % 2 == 0 ? members + 1 : members;
  }

  /** What is left for the API server itself. */
  private static Demand.Component withoutTunnel(Demand.Component servers) {
    return new Demand.Component(
        servers.replicas(),
        servers.surge(),
        servers.apart(),
        servers.pod().minus(pod(Konnectivity.RESOURCES)).orNothing());
  }

  private static Component within(Component component, Optional<Demand.Component> granted) {
    return new Component(within(component.resources(), granted), component.extraArgs());
  }

  private static ResourceRequirements within(
      ResourceRequirements asked, Optional<Demand.Component> granted) {
    return granted.map(component -> Requests.within(asked, component.pod())).orElse(asked);
  }
}
