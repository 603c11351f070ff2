package dev.nestling.core.placement;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.Map;

/** What a LightCluster asks a node pool for: its one pod, of which there are never two. */
public final class LightClusterDemand {
  private static final String SERVER = "server";

  private LightClusterDemand() {}

  public static Demand of(EffectiveSpec spec) {
    return Demand.of(
        Map.of(
            SERVER,
            new Demand.Component(1, 0, false, Amount.ofPod(spec.resources().getRequests()))));
  }

  /** What a server is made of. */
  public static Demand of(PodSpec pod) {
    return Demand.of(Map.of(SERVER, new Demand.Component(1, 0, false, PodRequests.of(pod))));
  }

  /** The spec as far as this much may be had. */
  public static EffectiveSpec within(EffectiveSpec spec, Demand limit) {
    return limit
        .component(SERVER)
        .map(
            component ->
                new EffectiveSpec(
                    spec.common(),
                    spec.datastore(),
                    Requests.within(spec.resources(), component.pod()),
                    spec.extraArgs()))
        .orElse(spec);
  }
}
