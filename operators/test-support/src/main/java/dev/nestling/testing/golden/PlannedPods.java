package dev.nestling.testing.golden;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Demand;
import dev.nestling.core.placement.PodRequests;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;

/** What a plan's pods request is what the cluster asks a node pool for. */
public final class PlannedPods {
  private PlannedPods() {}

  /**
   * @throws AssertionError when a pod requests anything else than its part of the demand, or there
   *     are more of them
   */
  public static void areWithin(Demand demand, List<HasMetadata> planned) {
    for (HasMetadata object : planned) {
      switch (object) {
        case StatefulSet set ->
            check(demand, object, set.getSpec().getTemplate(), set.getSpec().getReplicas());
        case Deployment deployment ->
            check(
                demand,
                object,
                deployment.getSpec().getTemplate(),
                deployment.getSpec().getReplicas());
        default -> {}
      }
    }
  }

  private static void check(
      Demand demand, HasMetadata object, PodTemplateSpec template, int replicas) {
    String name = template.getMetadata().getLabels().getOrDefault(Labels.COMPONENT, "");
    Demand.Component component =
        demand
            .component(name)
            .orElseThrow(
                () -> new AssertionError(object.getMetadata().getName() + " is in no demand"));
    Amount requested = PodRequests.of(template.getSpec());
    if (!requested.equals(component.pod()) || replicas > component.replicas()) {
      throw new AssertionError(
          "%s: %d pods of %s, but the demand is %s"
              .formatted(object.getMetadata().getName(), replicas, requested, component));
    }
  }
}
