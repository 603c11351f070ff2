package dev.nestling.test.api;

import dev.nestling.core.apply.Identity;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Names;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the operator made in a namespace, as the API server has it; each by kind and name. */
public record OwnObjects(KubernetesClient admin, String namespace) {
  private static final List<Class<? extends HasMetadata>> KINDS =
      List.of(
          Secret.class,
          PersistentVolumeClaim.class,
          Service.class,
          ServiceAccount.class,
          NetworkPolicy.class,
          ConfigMap.class,
          StatefulSet.class,
          Deployment.class,
          PodDisruptionBudget.class);

  public Map<String, HasMetadata> all() {
    return KINDS.stream().flatMap(this::list).collect(byName());
  }

  /** Data and keys of a LightCluster. */
  Map<String, HasMetadata> identity(String cluster) {
    List<String> names = new Names(cluster).identity();
    return Stream.of(Secret.class, PersistentVolumeClaim.class)
        .flatMap(this::list)
        .filter(object -> names.contains(object.getMetadata().getName()))
        .collect(byName());
  }

  /** Data and keys of all clusters, as far as they are marked as such. */
  public Map<String, HasMetadata> dataAndKeys() {
    return Stream.of(Secret.class, PersistentVolumeClaim.class)
        .flatMap(this::list)
        .filter(Identity::isPartOf)
        .collect(byName());
  }

  /** What of an identity has to stay the same, whatever becomes of its metadata. */
  public static Map<String, Object> substance(Map<String, HasMetadata> objects) {
    Map<String, Object> substance = new TreeMap<>();
    objects.forEach(
        (name, object) ->
            substance.put(
                name,
                object instanceof Secret secret
                    ? List.of(object.getMetadata().getUid(), secret.getData().hashCode())
                    : object.getMetadata().getUid()));
    return substance;
  }

  private Stream<HasMetadata> list(Class<? extends HasMetadata> kind) {
    return admin
        .resources(kind)
        .inNamespace(namespace)
        .withLabel(Labels.MANAGED_BY, Labels.NESTLING)
        .list()
        .getItems()
        .stream()
        .map(HasMetadata.class::cast);
  }

  private static Collector<HasMetadata, ?, TreeMap<String, HasMetadata>> byName() {
    return Collectors.toMap(
        object -> object.getKind() + " " + object.getMetadata().getName(),
        Function.identity(),
        (left, right) -> {
          throw new AssertionError("twice: " + left);
        },
        TreeMap::new);
  }
}
