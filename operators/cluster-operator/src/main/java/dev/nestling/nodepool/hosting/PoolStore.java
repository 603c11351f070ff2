package dev.nestling.nodepool.hosting;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The management cluster as a pool reads and writes it. Nodes and their pods are asked for and not
 * watched: they are many, and most of what happens to them is nobody's business here.
 */
final class PoolStore {
  private static final long PAGE = 200;

  private final KubernetesClient client;

  PoolStore(KubernetesClient client) {
    this.client = client;
  }

  /** Nodes that a selector meets, by name. */
  List<PoolNode> nodes(LabelSelector selector) {
    return client.nodes().withLabelSelector(selector).list().getItems().stream()
        .map(PoolNode::of)
        .sorted(Comparator.comparing(PoolNode::name))
        .toList();
  }

  /** Nodes that bear a mark. */
  List<PoolNode> marked(PoolMark mark) {
    return client.nodes().withLabel(PoolMark.KEY, mark.value()).list().getItems().stream()
        .map(PoolNode::of)
        .sorted(Comparator.comparing(PoolNode::name))
        .toList();
  }

  /**
   * Writes a node's label and taints.
   *
   * @throws KubernetesClientException when somebody has changed the node since it was read, or it
   *     is gone
   */
  void write(NodeClaims.Change change) {
    JsonNodeFactory json = JsonNodeFactory.instance;
    ObjectNode metadata = json.objectNode().put("resourceVersion", change.node().version());
    metadata
        .putObject("labels")
        .set(
            PoolMark.KEY,
            change
                .label()
                .<com.fasterxml.jackson.databind.JsonNode>map(json::textNode)
                .orElseGet(json::nullNode));
    var patch = json.objectNode();
    patch.set("metadata", metadata);
    var taints = patch.putObject("spec").putArray("taints");
    for (Taint taint : change.taints()) {
      taints.add(client.getKubernetesSerialization().convertValue(taint, ObjectNode.class));
    }
    client
        .resources(Node.class)
        .withName(change.node().name())
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
  }

  /**
   * Pods on these nodes that have not ended.
   *
   * @param namespace of the pool
   */
  List<PoolPod> pods(List<PoolNode> nodes, String namespace) {
    List<PoolPod> pods = new ArrayList<>();
    for (PoolNode node : nodes) {
      String next = "";
      do {
        var options = new ListOptionsBuilder().withLimit(PAGE);
        options.withFieldSelector("spec.nodeName=" + node.name());
        // From the cache, which is indexed by it: a pod that is not seen yet takes no less room.
        options.withResourceVersion("0");
        if (!next.isEmpty()) {
          options.withContinue(next);
        }
        var page = client.pods().inAnyNamespace().list(options.build());
        page.getItems().stream()
            .map((Pod pod) -> PoolPod.of(pod, namespace))
            .flatMap(Optional::stream)
            .forEach(pods::add);
        next = Objects.requireNonNullElse(page.getMetadata().getContinue(), "");
      } while (!next.isEmpty());
    }
    return pods;
  }

  /**
   * Takes away worker nodes whose pool is gone without having done so itself: somebody has removed
   * its finalizer. The API server is asked, and no cache.
   */
  void removeOrphans(String namespace) {
    for (StatefulSet set :
        client
            .apps()
            .statefulSets()
            .inNamespace(namespace)
            .withLabel(Labels.WORKER_POOL)
            .list()
            .getItems()) {
      Map<String, String> labels = set.getMetadata().getLabels();
      NodePool pool =
          client
              .resources(NodePool.class)
              .inNamespace(labels.getOrDefault(Labels.WORKER_POOL_NAMESPACE, "none"))
              .withName(labels.getOrDefault(Labels.WORKER_POOL, ""))
              .get();
      if (pool == null || !Owner.of(pool).controls(set)) {
        String name = set.getMetadata().getName();
        client.resource(set).delete();
        client.policy().v1().podDisruptionBudget().inNamespace(namespace).withName(name).delete();
        client.secrets().inNamespace(namespace).withName(name).delete();
      }
    }
  }
}
