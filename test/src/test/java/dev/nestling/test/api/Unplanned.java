package dev.nestling.test.api;

import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Objects that are a cluster's, and that no plan of it has. */
final class Unplanned {
  private static final String PODS =
      """
      selector: {matchLabels: {app: unplanned}}
        template:
          metadata: {labels: {app: unplanned}}
          spec: {containers: [{name: c, image: none.example/none}]}
      """
          .strip();

  private static final Map<String, String> SHAPES =
      Map.of(
          "ConfigMap", "apiVersion: v1",
          "Service", "apiVersion: v1\nspec: {ports: [{port: 1}]}",
          "ServiceAccount", "apiVersion: v1",
          "StatefulSet",
              "apiVersion: apps/v1\nspec:\n  replicas: 0\n  serviceName: none\n  " + PODS,
          "NetworkPolicy", "apiVersion: networking.k8s.io/v1\nspec: {podSelector: {}}");

  private Unplanned() {}

  /** One of each kind. */
  static List<HasMetadata> objects(Owner owner, List<String> kinds) {
    return kinds.stream().map(kind -> object(owner, kind)).toList();
  }

  private static HasMetadata object(Owner owner, String kind) {
    HasMetadata object =
        new KubernetesSerialization()
            .unmarshal(
                "%s\nkind: %s\nmetadata: {name: unplanned}\n"
                    .formatted(Objects.requireNonNull(SHAPES.get(kind)), kind));
    object.getMetadata().setLabels(Labels.of(owner, "unplanned"));
    object.getMetadata().setOwnerReferences(List.of(owner.toOwnerReference()));
    return object;
  }
}
