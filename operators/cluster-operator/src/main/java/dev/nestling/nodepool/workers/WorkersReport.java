package dev.nestling.nodepool.workers;

import static dev.nestling.core.status.ConditionSet.isFalse;
import static dev.nestling.core.status.ConditionSet.isTrue;
import static dev.nestling.core.status.ConditionSet.unknown;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.status.ConditionSet;
import dev.nestling.core.status.ConditionSet.Finding;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a fresh status from what a reconcile came to. Until a new operator has asked the cluster,
 * what was published stands.
 *
 * @param problem why machines can't join, as far as the management cluster shows it
 * @param wish for tokens; none when there is no cluster to wish for anything
 * @param tokens what became of it
 * @param nodes what was found of the nodes
 */
record WorkersReport(
    Optional<Problem> problem,
    Optional<TokenWish> wish,
    Optional<TokenState> tokens,
    Optional<NodesState> nodes) {
  private static final String READY = NodePoolConditionTypes.READY;
  private static final String NODES_READY = NodePoolConditionTypes.NODES_READY;
  private static final String NEVER_ASKED = "NeverAsked";
  private static final int MOST_LINES = 100;
  private static final int MOST_NAMES = 10;

  /** Of a cluster that can't be asked. */
  static WorkersReport unreachable(Problem why) {
    return new WorkersReport(
        Optional.of(why), Optional.empty(), Optional.empty(), Optional.empty());
  }

  NodePoolStatus of(NodePool pool, Instant now) {
    long generation = Optional.ofNullable(pool.getMetadata().getGeneration()).orElse(0L);
    Optional<NodePoolStatus> published = Optional.ofNullable(pool.getStatus());
    ConditionSet before =
        ConditionSet.of(published.map(NodePoolStatus::conditions).orElse(null))
            .retain(List.of(READY, NODES_READY));
    List<Finding> findings =
        Stream.of(
                ready(pool).or(() -> neverAsked(READY, before)),
                nodesReady().or(() -> neverAsked(NODES_READY, before)))
            .flatMap(Optional::stream)
            .toList();
    Optional<List<Worker>> workers = nodes.flatMap(NodesState::nodes);
    return new NodePoolStatus(
        generation,
        workers
            .map(WorkersReport::count)
            .or(() -> published.map(NodePoolStatus::readyNodes))
            .orElse(null),
        workers
            .map(WorkersReport::lines)
            .or(() -> published.map(NodePoolStatus::nodes))
            .orElse(null),
        null,
        null,
        null,
        null,
        null,
        wish.flatMap(TokenWish::token)
            .map(
                token ->
                    new NodePoolStatus.JoinStatus(
                        WorkersScope.of(pool).joinSecret(), token.expiration().toString()))
            .orElse(null),
        before.merge(findings, generation, now).conditions());
  }

  /** Empty when nothing new is known. */
  private Optional<Finding> ready(NodePool pool) {
    Optional<Problem> trouble =
        problem
            .or(() -> tokens.flatMap(TokenState::trouble))
            .or(() -> nodes.flatMap(NodesState::trouble));
    if (trouble.isPresent()) {
      return Optional.of(isFalse(READY, trouble.get().reason(), trouble.get().message()));
    }
    if (tokens.isEmpty() || wish.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        tokens.get().fulfils(wish.get())
            ? isTrue(
                READY,
                "Joinable",
                "machines join with the command in %s of Secret %s"
                    .formatted(JoinSecret.COMMAND, WorkersScope.of(pool).joinSecret()))
            : unknown(READY, NEVER_ASKED, "the cluster was not asked to take the token yet"));
  }

  private static Optional<Finding> neverAsked(String type, ConditionSet before) {
    return before.get(type).isPresent()
        ? Optional.empty()
        : Optional.of(unknown(type, NEVER_ASKED, "the cluster was not asked yet"));
  }

  private Optional<Finding> nodesReady() {
    if (nodes.isEmpty()) {
      return problem.map(
          why -> unknown(NODES_READY, why.reason(), "the cluster is not asked; see Ready"));
    }
    if (nodes.get().nodes().isEmpty()) {
      return Optional.of(
          unknown(
              NODES_READY,
              ClusterRound.NOT_ANSWERING,
              "the cluster did not say; what is listed is what it said last"));
    }
    List<Worker> workers = nodes.get().nodes().get();
    List<String> others =
        workers.stream().filter(worker -> !worker.ready()).map(Worker::name).toList();
    if (others.isEmpty()) {
      return Optional.of(
          isTrue(
              NODES_READY,
              "NodesReady",
              workers.isEmpty() ? "no machine has joined yet" : "all nodes are ready"));
    }
    return Optional.of(
        isFalse(NODES_READY, "NodesNotReady", "these nodes are not ready: " + listed(others)));
  }

  private static String count(List<Worker> workers) {
    long usable = workers.stream().filter(worker -> worker.ready() && worker.schedulable()).count();
    return usable + "/" + workers.size();
  }

  private static List<NodePoolStatus.PoolNode> lines(List<Worker> workers) {
    return workers.stream().limit(MOST_LINES).map(WorkersReport::line).toList();
  }

  private static String listed(List<String> names) {
    return names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
  }

  private static NodePoolStatus.PoolNode line(Worker worker) {
    return new NodePoolStatus.PoolNode(
        worker.name(),
        worker.ready(),
        worker.schedulable(),
        new NodePoolStatus.Resources(
            quantity(worker, "cpu"),
            quantity(worker, "memory"),
            Optional.ofNullable(quantity(worker, "pods"))
                .map(pods -> pods.getNumericalAmount().longValue())
                .orElse(null)),
        worker.version());
  }

  private static @Nullable Quantity quantity(Worker worker, String resource) {
    return Optional.ofNullable(worker.allocatable().get(resource)).map(Quantity::new).orElse(null);
  }
}
