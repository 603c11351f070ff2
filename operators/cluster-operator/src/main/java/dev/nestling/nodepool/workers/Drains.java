package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asks the pods of nodes that go to go, as {@code kubectl drain} does: by eviction, which respects
 * disruption budgets; pods of DaemonSets stay. After a time the node goes with whoever is left.
 * When the last nodes of a cluster go, budgets have nothing to protect: there is no node where
 * others could come instead.
 */
final class Drains {
  private static final String PODS = "/api/v1/pods";
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final InstantSource clock;

  /** How pods are asked to go. */
  enum Way {
    EVICTION,
    DELETION
  }

  /** Since when each node is being drained; another operator begins anew. */
  private final Map<String, Instant> begun = new HashMap<>();

  private Optional<Problem> obstacle = Optional.empty();

  Drains(InstantSource clock) {
    this.clock = clock;
  }

  /** Why a node is not drained yet, if it is not only a matter of seconds. */
  Optional<Problem> obstacle() {
    return obstacle;
  }

  /**
   * @param nodes that take no new pods by now
   * @return those whose pods have gone, or were asked for long enough
   */
  Set<String> go(NestedApi api, Set<String> nodes, Way way, Duration timeout)
      throws UnavailableException, InterruptedException {
    obstacle = Optional.empty();
    begun.keySet().retainAll(nodes);
    Set<String> drained = new HashSet<>();
    for (String node : nodes) {
      Instant since = begun.computeIfAbsent(node, any -> clock.instant());
      boolean late = clock.instant().isAfter(since.plus(timeout));
      if (late || empty(api, node, way) == 0) {
        drained.add(node);
      }
    }
    return Set.copyOf(drained);
  }

  /** How many pods are left. */
  private int empty(NestedApi api, String node, Way way)
      throws UnavailableException, InterruptedException {
    int[] left = {0};
    Listing.of(api::read, PODS, Listing.Selection.field("spec.nodeName", node))
        .forEach(
            pod -> {
              if (isToGo(pod)) {
                left[0]++;
                if (!pod.path("metadata").hasNonNull("deletionTimestamp")) {
                  send(api, node, way, pod.path("metadata"));
                }
              }
            });
    return left[0];
  }

  private static boolean isToGo(JsonNode pod) {
    JsonNode metadata = pod.path("metadata");
    String phase = pod.path("status").path("phase").asText("");
    boolean ended = phase.equals("Succeeded") || phase.equals("Failed");
    boolean mirror = metadata.path("annotations").has("kubernetes.io/config.mirror");
    boolean daemon = false;
    for (JsonNode owner : metadata.path("ownerReferences")) {
      daemon |=
          owner.path("controller").asBoolean() && owner.path("kind").asText("").equals("DaemonSet");
    }
    return !ended && !mirror && !daemon;
  }

  private void send(NestedApi api, String node, Way way, JsonNode pod)
      throws UnavailableException, InterruptedException {
    String namespace = pod.path("namespace").asText();
    String name = pod.path("name").asText();
    ObjectPath path = new ObjectPath("v1", "pods", namespace, name);
    ObjectNode options = JSON.objectNode();
    options.putObject("preconditions").put("uid", pod.path("uid").asText());
    Reply reply =
        switch (way) {
          case DELETION -> api.delete(path, options.toString());
          case EVICTION -> {
            ObjectNode eviction =
                JSON.objectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
            eviction.putObject("metadata").put("name", name).put("namespace", namespace);
            eviction.set("deleteOptions", options);
            yield api.review(path + "/eviction", eviction.toString());
          }
        };
    if (!reply.ok() && !reply.objectNotFound() && !reply.conflict()) {
      obstacle =
          Optional.of(
              new Problem(
                  "DrainBlocked",
                  "Node %s is to go, and pod %s/%s stays on it: %s"
                      .formatted(node, namespace, name, reply.said())));
    }
  }
}
