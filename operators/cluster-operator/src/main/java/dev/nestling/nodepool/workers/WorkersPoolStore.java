package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.api.v1alpha1.CommonSpec;
import dev.nestling.api.v1alpha1.EffectiveFullClusterSpec;
import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The management cluster as a pool of workers reads and writes it; everything is read by name. */
final class WorkersPoolStore {
  private final KubernetesClient client;
  private final WorkersScope scope;

  WorkersPoolStore(KubernetesClient client, WorkersScope scope) {
    this.client = client;
    this.scope = scope;
  }

  /** The cluster that the pool names; one that no operator understands, or that goes, is none. */
  Optional<ReferencedCluster> cluster() {
    try {
      return switch (scope.cluster().kind()) {
        case LightCluster ->
            cluster(LightCluster.class, cluster -> EffectiveSpec.of(cluster).common());
        case FullCluster ->
            cluster(FullCluster.class, cluster -> EffectiveFullClusterSpec.of(cluster).common());
      };
    } catch (IllegalArgumentException notUnderstood) {
      return Optional.empty();
    }
  }

  private <C extends HasMetadata> Optional<ReferencedCluster> cluster(
      Class<C> kind, Function<C, CommonSpec> spec) {
    return find(kind, scope.cluster().name())
        .filter(cluster -> cluster.getMetadata().getDeletionTimestamp() == null)
        .map(
            cluster -> {
              var names = new Names(scope.cluster().name());
              Owner owner = Owner.of(cluster);
              return new ReferencedCluster(
                  new ReferencedCluster.Scope(
                      scope.reference().namespace(), names, owner, spec.apply(cluster)),
                  own(names, owner));
            });
  }

  /** Of a namesake of the other kind nothing counts. */
  private ObjectSet own(Names names, Owner owner) {
    return new ObjectSet(
        Stream.of(
                find(Secret.class, names.clusterCa()),
                find(Secret.class, names.kubeconfig()),
                find(Service.class, names.api()))
            .flatMap(Optional::stream)
            .map(HasMetadata.class::cast)
            .filter(owner::controls)
            .toList());
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind, String name) {
    return Optional.ofNullable(
        client.resources(kind).inNamespace(scope.reference().namespace()).withName(name).get());
  }

  /** The Secret that says how machines join, whoever's. */
  Optional<Secret> joinSecret() {
    return Optional.ofNullable(
        client.secrets().inNamespace(scope.joinNamespace()).withName(scope.joinSecret()).get());
  }

  /**
   * Creates the Secret, or changes the one that was read.
   *
   * @throws KubernetesClientException when somebody else made or changed it meanwhile
   */
  Secret write(Secret wanted, Optional<Secret> read) {
    if (read.isEmpty()) {
      return client.resource(wanted).create();
    }
    if (Objects.equals(read.get().getData(), wanted.getData())) {
      return read.get();
    }
    ObjectNode patch = client.getKubernetesSerialization().convertValue(wanted, ObjectNode.class);
    patch
        .withObjectProperty("metadata")
        .put("resourceVersion", read.get().getMetadata().getResourceVersion());
    return client.resource(wanted).patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }
}
