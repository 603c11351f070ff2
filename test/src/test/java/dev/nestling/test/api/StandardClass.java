package dev.nestling.test.api;

import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;

/** The default class of storage, which clusters ask for. */
final class StandardClass {
  private StandardClass() {}

  static void install(KubernetesClient admin) {
    admin
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName("standard")
                .withAnnotations(Map.of("storageclass.kubernetes.io/is-default-class", "true"))
                .endMetadata()
                .withProvisioner("nobody.example")
                .build())
        .serverSideApply();
  }
}
