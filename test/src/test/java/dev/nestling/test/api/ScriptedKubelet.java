package dev.nestling.test.api;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Says of every pod of ours that it runs and is ready; nothing runs. */
final class ScriptedKubelet implements AutoCloseable {
  private static final String READY =
      """
      {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}}
      """;

  private final SharedIndexInformer<Pod> pods;

  ScriptedKubelet(KubernetesClient admin) {
    pods =
        admin
            .pods()
            .inAnyNamespace()
            .withLabel(Labels.MANAGED_BY, Labels.NESTLING)
            .inform(
                new ResourceEventHandler<>() {
                  @Override
                  public void onAdd(Pod pod) {
                    run(admin, pod);
                  }

                  @Override
                  public void onUpdate(Pod before, Pod pod) {
                    run(admin, pod);
                  }

                  @Override
                  public void onDelete(Pod pod, boolean unknown) {}
                });
  }

  private static void run(KubernetesClient admin, Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null
        || "Running".equals(pod.getStatus().getPhase())) {
      return;
    }
    try {
      admin.resource(pod).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), READY);
    } catch (KubernetesClientException deletedMeanwhile) {
      if (deletedMeanwhile.getCode() != 404) {
        throw deletedMeanwhile;
      }
    }
  }

  @Override
  public void close() {
    pods.close();
  }
}
