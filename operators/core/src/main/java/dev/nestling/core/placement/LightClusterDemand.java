package dev.nestling.core.placement;

import dev.nestling.api.v1alpha1.EffectiveSpec;
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

  /** The spec as far as this much was granted. */
  public static EffectiveSpec within(EffectiveSpec spec, Demand granted) {
    return granted
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
