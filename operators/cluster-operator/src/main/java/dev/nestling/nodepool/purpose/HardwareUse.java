package dev.nestling.nodepool.purpose;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.runtime.access.Use;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.stream.Stream;

/**
 * What pools of other namespaces have beside hardware: worker nodes, and records of machines. Who
 * but names a namespace has nothing there.
 */
public final class HardwareUse implements Use {
  @Override
  public boolean isThere(KubernetesClient client, String namespace) {
    return hasWorkers(client, namespace) || hasSecrets(client, namespace);
  }

  private static boolean hasWorkers(KubernetesClient client, String namespace) {
    return !client
        .apps()
        .statefulSets()
        .inNamespace(namespace)
        .withLabel(Labels.WORKER_POOL)
        .list(new ListOptionsBuilder().withLimit(1L).build())
        .getItems()
        .isEmpty();
  }

  private static boolean hasSecrets(KubernetesClient client, String namespace) {
    try {
      return client.resources(NodePool.class).inAnyNamespace().list().getItems().stream()
          .anyMatch(
              pool ->
                  Share.of(pool)
                      .filter(share -> share.hardware().namespace().equals(namespace))
                      .filter(share -> hasSecrets(client, namespace, pool, share.pool()))
                      .isPresent());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND
          || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return false;
      }
      throw e;
    }
  }

  private static boolean hasSecrets(
      KubernetesClient client, String namespace, NodePool pool, PoolReference share) {
    WorkerNames names = new WorkerNames(share);
    return Stream.of(names.object(), names.record())
        .map(name -> client.secrets().inNamespace(namespace).withName(name).get())
        .anyMatch((Secret found) -> found != null && Owner.of(pool).controls(found));
  }
}
