package dev.nestling.test.api;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Says of every pod of ours that it runs at an address and is ready, and ends it when it is
 * deleted; nothing runs.
 */
public final class ScriptedKubelet implements AutoCloseable {
  private static final String READY =
      """
      {"status": {
        "phase": "Running",
        "podIP": "%1$s",
        "podIPs": [{"ip": "%1$s"}],
        "conditions": [{"type": "Ready", "status": "True"}]}}
      """;

  private static final AtomicInteger ADDRESSES = new AtomicInteger();

  private final SharedIndexInformer<Pod> pods;

  public ScriptedKubelet(KubernetesClient admin) {
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
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      // On a node only its kubelet ends it.
      admin.resource(pod).withGracePeriod(0).delete();
      return;
    }
    if ("Running".equals(pod.getStatus().getPhase())) {
      return;
    }
    try {
      admin
          .resource(pod)
          .subresource("status")
          .patch(PatchContext.of(PatchType.JSON_MERGE), READY.formatted(address()));
    } catch (KubernetesClientException deletedMeanwhile) {
      if (deletedMeanwhile.getCode() != 404) {
        throw deletedMeanwhile;
      }
    }
  }

  private static String address() {
    int number = ADDRESSES.incrementAndGet();
    return "10.%d.%d.%d".formatted(200 + (number >> 16), number >> 8 & 255, number & 255);
  }

  @Override
  public void close() {
    pods.close();
  }
}
