package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.api.v1alpha1.NodePoolWorkers.NodeTaint;
import dev.nestling.nodepool.workers.WorkersScope.Marking;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps labels and taints of a node as its pool wants them. What else a node has stays.
 *
 * <p>Whose a node is, and which taints came from its pool, is written in labels that a kubelet may
 * not change (plug-in NodeRestriction): a node that is taken over can neither leave its pool nor
 * get rid of somebody's taint. Which labels came from the pool, the API server itself remembers: it
 * takes those away that the field manager no longer applies.
 */
final class NodeMarks {
  /** Field manager of what a pool gives its nodes. */
  static final String MANAGER = "nestling-node-pool";

  /** Field manager of what keeps pods away from a node that is to go. */
  static final String DRAIN_MANAGER = "nestling-node-drain";

  private static final String DOMAIN = "nestling.node-restriction.kubernetes.io/";

  /** Label: name of the pool. */
  static final String POOL = DOMAIN + "node-pool";

  private static final String TAINT = DOMAIN + "taint-";
  private static final int HASH_DIGITS = 10;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private NodeMarks() {}

  /**
   * What has to be applied to a node, on the very version that was read; empty when it has all that
   * it should.
   *
   * @param node as the API has it
   */
  static Optional<ObjectNode> missing(JsonNode node, Marking marking) {
    Map<String, String> labels = labels(marking);
    ArrayNode taints = taints(node, marking);
    JsonNode metadata = node.path("metadata");
    boolean labelled =
        labels.entrySet().stream()
            .allMatch(
                label ->
                    metadata
                        .path("labels")
                        .path(label.getKey())
                        .asText("\0")
                        .equals(label.getValue()));
    boolean tainted =
        taints.equals(node.path("spec").path("taints"))
            || taints.isEmpty() && node.path("spec").path("taints").isEmpty();
    if (labelled && tainted && labels.keySet().containsAll(applied(metadata))) {
      return Optional.empty();
    }
    ObjectNode patch = patch(node, labels);
    patch.putObject("spec").set("taints", taints);
    return Optional.of(patch);
  }

  /** Whether some pool has it. */
  static boolean isOfAPool(JsonNode node) {
    return node.path("metadata").path("labels").has(POOL);
  }

  /**
   * What makes a node the pool's and nothing else, so that whatever may be wrong with the rest does
   * not leave it without.
   */
  static ObjectNode poolAlone(JsonNode node, Marking marking) {
    return patch(node, Map.of(POOL, marking.pool()));
  }

  /** Keeps new pods away, or lets them come as far as we kept them away. */
  static ObjectNode cordon(JsonNode node, boolean cordoned) {
    ObjectNode patch = patch(node, Map.of());
    if (cordoned) {
      patch.putObject("spec").put("unschedulable", true);
    }
    return patch;
  }

  static boolean isCordonedByUs(JsonNode node) {
    for (JsonNode entry : node.path("metadata").path("managedFields")) {
      if (entry.path("manager").asText("").equals(DRAIN_MANAGER)
          && entry.path("fieldsV1").path("f:spec").has("f:unschedulable")) {
        return true;
      }
    }
    return false;
  }

  private static ObjectNode patch(JsonNode node, Map<String, String> labels) {
    JsonNode metadata = node.path("metadata");
    ObjectNode patch = JSON.objectNode().put("apiVersion", "v1").put("kind", "Node");
    ObjectNode wanted =
        patch
            .putObject("metadata")
            .put("name", metadata.path("name").asText())
            .put("uid", metadata.path("uid").asText())
            .put("resourceVersion", metadata.path("resourceVersion").asText())
            .putObject("labels");
    labels.forEach(wanted::put);
    return patch;
  }

  private static Map<String, String> labels(Marking marking) {
    Map<String, String> labels = new TreeMap<>(marking.labels());
    labels.put(POOL, marking.pool());
    marking.taints().forEach(taint -> labels.put(record(taint), ""));
    return labels;
  }

  /** All taints of the node: others' as they are, those of the pool as they are to be. */
  private static ArrayNode taints(JsonNode node, Marking marking) {
    Map<String, NodeTaint> missing = new TreeMap<>();
    marking.taints().forEach(taint -> missing.put(record(taint), taint));
    JsonNode labels = node.path("metadata").path("labels");
    ArrayNode taints = JSON.arrayNode();
    for (JsonNode taint : node.path("spec").path("taints")) {
      String record = record(taint.path("key").asText(""), taint.path("effect").asText(""));
      NodeTaint wanted = missing.remove(record);
      if (wanted != null && !taint.path("value").asText("").equals(value(wanted))) {
        taints.add(json(wanted));
      } else if (wanted != null || !labels.has(record)) {
        taints.add(taint.deepCopy());
      }
    }
    missing.values().forEach(taint -> taints.add(json(taint)));
    return taints;
  }

  private static ObjectNode json(NodeTaint taint) {
    ObjectNode json =
        JSON.objectNode().put("key", taint.key()).put("effect", taint.effect().name());
    return value(taint).isEmpty() ? json : json.put("value", value(taint));
  }

  private static String value(NodeTaint taint) {
    return Optional.ofNullable(taint.value()).orElse("");
  }

  /** Labels that were applied before. */
  private static Set<String> applied(JsonNode metadata) {
    Set<String> applied = new HashSet<>();
    for (JsonNode fields : metadata.path("managedFields")) {
      if (fields.path("manager").asText("").equals(MANAGER)
          && fields.path("operation").asText("").equals("Apply")) {
        fields
            .path("fieldsV1")
            .path("f:metadata")
            .path("f:labels")
            .fieldNames()
            .forEachRemaining(
                field -> {
                  if (field.startsWith("f:")) {
                    applied.add(field.substring("f:".length()));
                  }
                });
      }
    }
    return applied;
  }

  private static String record(NodeTaint taint) {
    return record(taint.key(), taint.effect().name());
  }

  /** Label that says: this taint came from the pool. */
  private static String record(String key, String effect) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((key + ":" + effect).getBytes(StandardCharsets.UTF_8));
      return TAINT + HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
