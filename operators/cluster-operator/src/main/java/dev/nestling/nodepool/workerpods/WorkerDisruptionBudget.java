package dev.nestling.nodepool.workerpods;

import dev.nestling.core.plan.Labels;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;

/** Drains of the hardware's nodes take one worker node of a pool at a time. */
final class WorkerDisruptionBudget {
  private WorkerDisruptionBudget() {}

  static PodDisruptionBudget build(WorkerTemplate template) {
    WorkerNames names = template.names();
    return new PodDisruptionBudgetBuilder()
        .withNewMetadata()
        .withName(names.object())
        .withLabels(names.labels())
        .withAnnotations(Map.of(Labels.OWNER_UID, template.owner().uid()))
        .endMetadata()
        .withNewSpec()
        .withNewMaxUnavailable(1)
        .withNewSelector()
        .withMatchLabels(names.selector())
        .endSelector()
        .endSpec()
        .build();
  }
}
