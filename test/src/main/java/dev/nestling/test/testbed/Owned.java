package dev.nestling.test.testbed;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a cluster consists of in the management cluster, found by its label in every kind an
 * operator may create.
 */
public final class Owned {
  private Owned() {}

  /** Kind/name of every object with the cluster's label, pods and generated objects left out. */
  public static List<String> by(KubernetesClient client, String namespace, String cluster) {
    return Stream.of(
            client.services().inNamespace(namespace),
            client.secrets().inNamespace(namespace),
            client.configMaps().inNamespace(namespace),
            client.serviceAccounts().inNamespace(namespace),
            client.persistentVolumeClaims().inNamespace(namespace),
            client.apps().statefulSets().inNamespace(namespace),
            client.apps().deployments().inNamespace(namespace),
            client.network().v1().networkPolicies().inNamespace(namespace),
            client.policy().v1().podDisruptionBudget().inNamespace(namespace),
            client.rbac().roles().inNamespace(namespace),
            client.rbac().roleBindings().inNamespace(namespace))
        .flatMap(kind -> kind.withLabel("nestling.dev/cluster", cluster).list().getItems().stream())
        .map(HasMetadata.class::cast)
        .map(object -> object.getKind() + "/" + object.getMetadata().getName())
        .sorted()
        .toList();
  }
}
