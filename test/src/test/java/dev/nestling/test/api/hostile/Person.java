package dev.nestling.test.api.hostile;

import dev.nestling.test.api.ManagementApi;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Somebody who is known to the API server by name, with no rights but those that are bound. */
public record Person(String name, KubernetesClient client) implements AutoCloseable {

  public static Person of(ManagementApi.Server server, String name) {
    return new Person(
        name,
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(server.config())
                    .withImpersonateUsername(name)
                    .withImpersonateGroups("system:authenticated")
                    .build())
            .build());
  }

  /**
   * Creates an object, in this namespace if it does not say another one itself.
   *
   * @throws KubernetesClientException when the API server refuses it
   */
  public HasMetadata create(String yaml, String namespace) {
    GenericKubernetesResource object =
        client.getKubernetesSerialization().unmarshal(yaml, GenericKubernetesResource.class);
    String there = object.getMetadata().getNamespace();
    return client.resource(object).inNamespace(there == null ? namespace : there).create();
  }

  @Override
  public void close() {
    client.close();
  }
}
