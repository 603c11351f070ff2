package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.Set;
import java.util.TreeSet;

/** The Nodes of one pool inside the cluster, looked at one by one: there may be many. */
final class PoolNodes {
  private static final String NODES = "/api/v1/nodes";

  private final NestedApi api;
  private final NodesWish wish;
  private final Marking marking;
  private final List<Worker> workers = new ArrayList<>();
  private final Set<String> departing = new TreeSet<>();
  private final Set<String> admitted = new TreeSet<>();
  private Optional<Problem> refusal = Optional.empty();
  private boolean changed;

  PoolNodes(NestedApi api, NodesWish wish) {
    this.api = api;
    this.wish = wish;
    this.marking = wish.marking();
  }

  /** By name. */
  List<Worker> workers() {
    return workers.stream().sorted(Comparator.comparing(Worker::name)).toList();
  }

  /** Whether something was written, or has to be looked at again. */
  boolean changed() {
    return changed;
  }

  /** Nodes of those that are to go that take no new pods by now. */
  Set<String> departing() {
    return departing;
  }

  /** Why a node could not be written. */
  Optional<Problem> refusal() {
    return refusal;
  }

  /**
   * Gives the nodes of the pool what they lack, and deletes those that nobody is any more; one that
   * can't be written keeps no other from it.
   */
  void mark() throws UnavailableException, InterruptedException {
    Listing.of(api::read, NODES, Listing.Selection.label(NodeMarks.POOL, marking.pool()))
        .forEach(
            node -> {
              if (wish.removed().contains(name(node))) {
                remove(node);
                return;
              }
              workers.add(Worker.of(node));
              schedule(node);
              Optional<ObjectNode> missing = NodeMarks.missing(node, marking);
              if (missing.isPresent()) {
                apply(node, missing.get());
              }
            });
  }

  /** Whoever else has cordoned a node, it stays so. */
  private void schedule(JsonNode node) throws UnavailableException, InterruptedException {
    boolean departs = wish.departing().contains(name(node));
    boolean cordoned = node.path("spec").path("unschedulable").asBoolean();
    if (departs && cordoned) {
      departing.add(name(node));
    } else if (departs) {
      apply(node, NodeMarks.cordon(node, true), NodeMarks.DRAIN_MANAGER);
    } else if (cordoned && NodeMarks.isCordonedByUs(node)) {
      apply(node, NodeMarks.cordon(node, false), NodeMarks.DRAIN_MANAGER);
    }
  }

  private void remove(JsonNode node) throws UnavailableException, InterruptedException {
    String uid = node.path("metadata").path("uid").asText();
    Reply reply =
        api.delete(
            new ObjectPath("v1", "nodes", "", name(node)),
            JsonNodeFactory.instance
                .objectNode()
                .<ObjectNode>set(
                    "preconditions", JsonNodeFactory.instance.objectNode().put("uid", uid))
                .toString());
    changed = true;
    refuse(node, reply);
  }

  /** Whether there is a node where pods of those that are to go could go. */
  boolean anyElsewhere() throws UnavailableException, InterruptedException {
    boolean[] found = {false};
    Listing.of(api::read, NODES, Listing.Selection.field("spec.unschedulable", "false"))
        .forEach(
            node -> found[0] |= Worker.of(node).ready() && !wish.departing().contains(name(node)));
    return found[0];
  }

  /**
   * Nodes that have the names of this pool's and belong to nobody or another: machines may ask for
   * any name, and an operator that was away for long does not know any more who joined.
   */
  List<Worker> strangers() throws UnavailableException, InterruptedException {
    Set<String> missing = new TreeSet<>(wish.expected());
    workers.forEach(worker -> missing.remove(worker.name()));
    List<Worker> strangers = new ArrayList<>();
    for (String name : missing) {
      Reply reply = api.read(new ObjectPath("v1", "nodes", "", name).toString());
      if (!reply.ok() || admitted.contains(name)) {
        continue;
      }
      if (wish.adopted().contains(name) && !NodeMarks.isOfAPool(reply.body())) {
        admitted.add(name);
        apply(reply.body(), NodeMarks.poolAlone(reply.body(), marking));
      } else {
        strangers.add(Worker.of(reply.body()));
      }
    }
    if (!strangers.isEmpty() && refusal.isEmpty()) {
      refusal =
          Optional.of(
              new Problem(
                  "NodeTaken",
                  "Node %s is there already and in no pool, or in another: delete it, or give it the label %s=%s"
                      .formatted(strangers.getFirst().name(), NodeMarks.POOL, marking.pool())));
    }
    return strangers;
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
                admitted.add(name(node));
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
    apply(node, patch, NodeMarks.MANAGER);
  }

  private void apply(JsonNode node, ObjectNode patch, String manager)
      throws UnavailableException, InterruptedException {
    Reply reply =
        api.apply(new ObjectPath("v1", "nodes", "", name(node)), patch.toString(), manager);
    changed |= reply.ok() || reply.conflict();
    refuse(node, reply);
  }

  private void refuse(JsonNode node, Reply reply) {
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
