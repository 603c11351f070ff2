package dev.nestling.runtime.access;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;

/** For what an operator works in a namespace. */
@FunctionalInterface
public interface Use {
  /** Asked of the API server itself, because a wrong No costs the operator its rights there. */
  boolean isThere(KubernetesClient client, String namespace);

  /** For objects of a kind; of one that is not installed there is nobody. */
  static Use of(Class<? extends HasMetadata> kind) {
    return (client, namespace) -> {
      try {
        return !client
            .resources(kind)
            .inNamespace(namespace)
            .list(new ListOptionsBuilder().withLimit(1L).build())
            .getItems()
            .isEmpty();
      } catch (KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
          return false;
        }
        throw e;
      }
    };
  }
}
