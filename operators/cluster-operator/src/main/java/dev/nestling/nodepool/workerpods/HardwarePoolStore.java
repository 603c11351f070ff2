package dev.nestling.nodepool.workerpods;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The namespace of the pool that has the hardware, as a pool of worker nodes uses it. */
final class HardwarePoolStore {
  private static final String ENFORCE = "pod-security.kubernetes.io/enforce";

  private final KubernetesClient client;
  private final PoolReference hardware;
  private final WorkerNames names;

  HardwarePoolStore(KubernetesClient client, PoolReference hardware, WorkerNames names) {
    this.client = client;
    this.hardware = hardware;
    this.names = names;
  }

  Optional<StatefulSet> statefulSet() {
    return find(StatefulSet.class);
  }

  /** Pods of the pool, whoever made them. */
  List<WorkerPod> pods() {
    return client
        .pods()
        .inNamespace(hardware.namespace())
        .withLabels(names.selector())
        .list()
        .getItems()
        .stream()
        .map(WorkerPod::of)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether there is a pool with hardware of its own: others can't have granted any. */
  boolean isHardware() {
    return pool()
        .filter(found -> found.getSpec().source().type() == NodePoolSource.Type.Nodes)
        .isPresent();
  }

  private Optional<NodePool> pool() {
    return Optional.ofNullable(
        client
            .resources(NodePool.class)
            .inNamespace(hardware.namespace())
            .withName(hardware.name())
            .get());
  }

  /** How the hardware is shared; none when it is with nobody. */
  Optional<Terms> terms() {
    return pool()
        .map(found -> found.getSpec().sharing())
        .map(
            sharing ->
                new Terms(
                    Boolean.TRUE.equals(sharing.burst()),
                    Optional.ofNullable(sharing.imageArchives())));
  }

  /** Another number of what is there, as it is. */
  void scale(StatefulSet found, int replicas) {
    client
        .resource(found)
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\": {\"resourceVersion\": \"%s\"}, \"spec\": {\"replicas\": %d}}"
                .formatted(found.getMetadata().getResourceVersion(), replicas));
  }

  /**
   * What the owner of the hardware says of all worker nodes there.
   *
   * @param burst whether they may use idle CPU beyond their size
   * @param imageArchives directory of the hardware's nodes with images that a node imports
   */
  record Terms(boolean burst, Optional<String> imageArchives) {
    static final Terms STRICT = new Terms(false, Optional.empty());
  }

  /** The level of Pod Security that refuses privileged pods there, if one does. */
  Optional<String> refusesPrivileged() {
    return client
        .namespaces()
        .withField("metadata.name", hardware.namespace())
        .list()
        .getItems()
        .stream()
        .map((Namespace namespace) -> namespace.getMetadata().getLabels())
        .map((Map<String, String> labels) -> labels == null ? "" : labels.getOrDefault(ENFORCE, ""))
        .filter(level -> !level.isEmpty() && !level.equals("privileged"))
        .findFirst();
  }

  /** Only this very pod, and not another one of its name. */
  void delete(WorkerPod pod) {
    String path = "/api/v1/namespaces/%s/pods/%s".formatted(hardware.namespace(), pod.name());
    try {
      client.raw(path, "DELETE", Map.of("preconditions", Map.of("uid", pod.uid())));
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND
          && e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
    }
  }

  /** Deletes what is the owner's. */
  void delete(List<Class<? extends HasMetadata>> kinds, Predicate<HasMetadata> owned) {
    for (Class<? extends HasMetadata> kind : kinds) {
      find(kind).filter(owned).ifPresent(found -> client.resource(found).delete());
    }
  }

  private <T extends HasMetadata> Optional<T> find(Class<T> kind) {
    return Optional.ofNullable(
        client.resources(kind).inNamespace(hardware.namespace()).withName(names.object()).get());
  }
}
