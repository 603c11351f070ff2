package dev.nestling.test.api.hostile;

import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.TreeMap;

/** What pods of a namespace are made of, by the operators' doing. */
final class PodTemplates {
  private PodTemplates() {}

  /** By kind and name of what makes them. */
  static Map<String, PodTemplateSpec> of(KubernetesClient admin, String namespace) {
    Map<String, PodTemplateSpec> templates = new TreeMap<>();
    admin
        .apps()
        .statefulSets()
        .inNamespace(namespace)
        .withLabel(Labels.MANAGED_BY, Labels.NESTLING)
        .list()
        .getItems()
        .forEach((StatefulSet set) -> templates.put(name(set), set.getSpec().getTemplate()));
    admin
        .apps()
        .deployments()
        .inNamespace(namespace)
        .withLabel(Labels.MANAGED_BY, Labels.NESTLING)
        .list()
        .getItems()
        .forEach((Deployment set) -> templates.put(name(set), set.getSpec().getTemplate()));
    return templates;
  }

  private static String name(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }
}
