package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.workers.WorkersScope.Marking;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Nodes of one pool inside the cluster, looked at one by one: there may be many. */
final class PoolNodes {
  private static final String NODES = "/api/v1/nodes";

  private final NestedApi api;
  private final Marking marking;
  private final List<Worker> workers = new ArrayList<>();
  private Optional<Problem> refusal = Optional.empty();
  private boolean changed;

  PoolNodes(NestedApi api, Marking marking) {
    this.api = api;
    this.marking = marking;
  }

  /** By name. */
  List<Worker> workers() {
    return workers.stream().sorted(Comparator.comparing(Worker::name)).toList();
  }

  /** Whether something was written, or has to be looked at again. */
  boolean changed() {
    return changed;
  }

  /** Why a node could not be written. */
  Optional<Problem> refusal() {
    return refusal;
  }

  /**
   * Gives the nodes of the pool what they lack; one that can't be written keeps no other from it.
   */
  void mark() throws UnavailableException, InterruptedException {
    Listing.of(api::read, NODES, Listing.Selection.label(NodeMarks.POOL, marking.pool()))
        .forEach(
            node -> {
              workers.add(Worker.of(node));
              Optional<ObjectNode> missing = NodeMarks.missing(node, marking);
              if (missing.isPresent()) {
                apply(node, missing.get());
              }
            });
  }

  /** Takes in who joined with a token of the pool. A node of another pool stays there. */
  void admit() throws UnavailableException, InterruptedException {
    Map<String, Instant> arrivals = Arrivals.of(api, marking.pool());
    workers.forEach(worker -> arrivals.remove(worker.name()));
    if (arrivals.isEmpty()) {
      return;
    }
    Listing.of(api::read, NODES, Listing.Selection.withoutLabel(NodeMarks.POOL))
        .forEach(
            node -> {
              if (isArrival(node, arrivals)) {
                apply(node, NodeMarks.poolAlone(node, marking));
              }
            });
  }

  /** A machine that asks to be a node that was there before is not that node. */
  private static boolean isArrival(JsonNode node, Map<String, Instant> arrivals) {
    Instant arrived = arrivals.get(name(node));
    Optional<Instant> created = Times.created(node);
    return arrived != null && created.filter(at -> !at.isBefore(arrived)).isPresent();
  }

  private void apply(JsonNode node, ObjectNode patch)
      throws UnavailableException, InterruptedException {
    Reply reply =
        api.apply(
            new ObjectPath("v1", "nodes", "", name(node)), patch.toString(), NodeMarks.MANAGER);
    changed |= reply.ok() || reply.conflict();
    if (!reply.ok() && !reply.conflict() && !reply.objectNotFound()) {
      refusal =
          Optional.of(
              new Problem(
                  ClusterRound.REFUSED,
                  "Node %s can't be changed: %s".formatted(name(node), reply.said())));
    }
  }

  private static String name(JsonNode node) {
    return node.path("metadata").path("name").asText();
  }
}
