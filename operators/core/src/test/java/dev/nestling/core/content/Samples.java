package dev.nestling.core.content;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import java.util.Map;
import java.util.TreeMap;

/** Objects to apply, and their paths. */
final class Samples {
  private Samples() {}

  static HasMetadata configMap(String name) {
    return configMap(name, "value");
  }

  static HasMetadata configMap(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("kube-system")
        .endMetadata()
        .withData(Map.of("key", value))
        .build();
  }

  static String pathOf(String configMap) {
    return "/api/v1/namespaces/kube-system/configmaps/" + configMap;
  }

  static HasMetadata secret(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withStringData(Map.of("password", "hunter2"))
        .build();
  }

  static HasMetadata namespace(String name) {
    return new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  static HasMetadata claim(String name) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  /** One that is the default, or is not. */
  static StorageClass storageClass(String name, boolean isDefault) {
    return new StorageClassBuilder()
        .withNewMetadata()
        .withName(name)
        .addToAnnotations("storageclass.kubernetes.io/is-default-class", "" + isDefault)
        .endMetadata()
        .withProvisioner("example.com/disks")
        .build();
  }

  /** One that is left alone once it is there. */
  static <T extends HasMetadata> T once(T object) {
    var annotations = new TreeMap<>(object.getMetadata().getAnnotations());
    annotations.put(CreatedOnce.ANNOTATION, CreatedOnce.VALUE);
    object.getMetadata().setAnnotations(annotations);
    return object;
  }

  static CustomResourceDefinition definition() {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName("widgets.example.com")
        .endMetadata()
        .build();
  }

  static GenericKubernetesResource widget(String name) {
    return new GenericKubernetesResourceBuilder()
        .withApiVersion("example.com/v1")
        .withKind("Widget")
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }
}
