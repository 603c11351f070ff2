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
    return objects(client, namespace, cluster).stream().map(Owned::name).sorted().toList();
  }

  /** The objects themselves. */
  public static List<HasMetadata> objects(
      KubernetesClient client, String namespace, String cluster) {
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
        .toList();
  }

  /** Kind/name. */
  public static String name(HasMetadata object) {
    return object.getKind() + "/" + object.getMetadata().getName();
  }

  /** Changes with every write of the object. */
  public static String version(HasMetadata object) {
    return object.getMetadata().getResourceVersion();
  }
}
