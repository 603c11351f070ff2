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
import dev.nestling.nodepool.supply.Supplied;
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
 * @param supplied what came of nodes that are made; none of machines that join by themselves
 */
record WorkersReport(
    Optional<Problem> problem,
    Optional<TokenWish> wish,
    Optional<TokenState> tokens,
    Optional<NodesState> nodes,
    Optional<Supplied> supplied) {
  private static final String READY = NodePoolConditionTypes.READY;
  private static final String NODES_READY = NodePoolConditionTypes.NODES_READY;
  private static final String NEVER_ASKED = "NeverAsked";
  private static final int MOST_LINES = 100;
  private static final int MOST_NAMES = 10;

  WorkersReport(
      Optional<Problem> problem,
      Optional<TokenWish> wish,
      Optional<TokenState> tokens,
      Optional<NodesState> nodes) {
    this(problem, wish, tokens, nodes, Optional.empty());
  }

  /** The same with another problem, unless there is one. */
  WorkersReport or(Optional<Problem> another) {
    return new WorkersReport(problem.or(() -> another), wish, tokens, nodes, supplied);
  }

  /** The same of nodes that are made. */
  WorkersReport with(Supplied made) {
    return new WorkersReport(problem, wish, tokens, nodes, Optional.of(made));
  }

  /** The token that the cluster takes by now. */
  Optional<String> goodToken() {
    return wish.filter(it -> tokens.filter(state -> state.fulfils(it)).isPresent())
        .flatMap(TokenWish::token)
        .map(token -> token.token().text());
  }

  /** Whether nothing is expected to happen of which nobody tells. */
  boolean settled() {
    return supplied.isEmpty()
        || supplied.get().idle()
        || (problem.isEmpty() && lacking().isEmpty());
  }

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
            .retain(
                Stream.concat(
                        Stream.of(READY, NODES_READY),
                        supplied.stream()
                            .flatMap(it -> it.findings().stream())
                            .map(Supplied.Hardware::type))
                    .toList());
    List<Finding> findings =
        Stream.concat(
                Stream.of(
                        ready(pool).or(() -> neverAsked(READY, before)),
                        nodesReady().or(() -> neverAsked(NODES_READY, before)))
                    .flatMap(Optional::stream),
                supplied.stream()
                    .flatMap(it -> it.findings().stream())
                    .map(WorkersReport::hardware))
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
        supplied
            .flatMap(Supplied::machines)
            .or(() -> published.map(NodePoolStatus::machines))
            .orElse(null),
        null,
        null,
        null,
        null,
        null,
        null,
        wish.filter(any -> supplied.isEmpty())
            .flatMap(TokenWish::token)
            .map(
                token ->
                    new NodePoolStatus.JoinStatus(
                        WorkersScope.of(pool).joinSecret(), token.expiration().toString()))
            .orElse(null),
        supplied
            .flatMap(Supplied::replicas)
            .or(() -> published.map(NodePoolStatus::replicas))
            .orElse(null),
        before.merge(findings, generation, now).conditions());
  }

  /** Empty when nothing new is known. */
  private Optional<Finding> ready(NodePool pool) {
    Optional<Problem> trouble =
        problem
            .or(() -> supplied.flatMap(Supplied::problem))
            .or(() -> tokens.flatMap(TokenState::trouble))
            .or(() -> nodes.flatMap(NodesState::trouble));
    if (trouble.isPresent()) {
      return Optional.of(isFalse(READY, trouble.get().reason(), trouble.get().message()));
    }
    if (tokens.isEmpty() || wish.isEmpty()) {
      return Optional.empty();
    }
    if (supplied.isPresent()) {
      return Optional.of(
          lacking()
              .map(why -> isFalse(READY, why.reason(), why.message()))
              .orElseGet(() -> isTrue(READY, "NodesReady", "all nodes are there and ready")));
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

  /** Which of the nodes that are made are not there, or not ready, or too many. */
  private Optional<Problem> lacking() {
    Optional<List<Worker>> workers = nodes.flatMap(NodesState::nodes);
    if (supplied.isEmpty() || workers.isEmpty()) {
      return supplied.map(any -> new Problem(NEVER_ASKED, "the cluster was not asked yet"));
    }
    int asked = supplied.get().asked();
    int there = workers.get().size();
    long ready = workers.get().stream().filter(Worker::ready).count();
    if (ready == asked && there == asked) {
      return supplied.get().trouble();
    }
    return Optional.of(
        ready < asked
            ? supplied
                .get()
                .trouble()
                .orElseGet(
                    () ->
                        new Problem(
                            "NodesPending",
                            "%d of %d nodes are there and ready".formatted(ready, asked)))
            : new Problem(
                "NodesLeaving",
                "%d nodes are there, and %d of them go".formatted(there, there - asked)));
  }

  private static Finding hardware(Supplied.Hardware finding) {
    return finding
        .problem()
        .map(why -> isFalse(finding.type(), why.reason(), why.message()))
        .orElseGet(() -> isTrue(finding.type(), finding.reason(), finding.message()));
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
