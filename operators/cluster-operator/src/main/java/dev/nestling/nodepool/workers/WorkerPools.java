package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.kubeadm.BootstrapToken;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import dev.nestling.nodepool.purpose.Purpose;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.Supply;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pools of machines that become nodes of a cluster: by themselves, or by a {@link Supply}. A token
 * is in the pool's Secret before the cluster takes it, so that every token in the cluster is known;
 * what is done inside the cluster is done outside of reconciles.
 */
public final class WorkerPools implements Purpose, AutoCloseable {
  /** Nobody tells that the cluster got an address, or that somebody deleted the Secret. */
  private static final Duration AT_REST = Duration.ofSeconds(20);

  /** Nor what becomes of pods that come and go. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final Duration WHILE_CLOSING = Duration.ofSeconds(2);

  /** Tokens end by themselves: a cluster that does not answer keeps no pool from going. */
  private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(30);

  private final OperatorCredentials credentials;
  private final Supplies supplies;
  private final Minter minter;
  private final InstantSource clock;
  private final Rounds<PoolReference, TokenWish, TokenState> tokens;
  private final Rounds<PoolReference, NodesWish, NodesState> nodes;

  /**
   * @param questioning how clusters are asked
   * @param credentials of the operator in its clusters
   * @param supplies make nodes of hardware
   * @param minter makes tokens
   * @param clock the only time
   * @param onChange told the pool after something was found inside its cluster; must not block
   */
  public WorkerPools(
      Questioning questioning,
      OperatorCredentials credentials,
      Supplies supplies,
      Minter minter,
      InstantSource clock,
      Consumer<PoolReference> onChange) {
    this.credentials = credentials;
    this.supplies = supplies;
    this.minter = minter;
    this.clock = clock;
    var surroundings = ClusterRound.Surroundings.of(questioning);
    this.tokens = new Rounds<>("pool-tokens", () -> new TokenRound(surroundings, clock), onChange);
    this.nodes = new Rounds<>("pool-nodes", () -> new NodesRound(surroundings, clock), onChange);
  }

  @Override
  public Optional<Served> serve(NodePool pool, Context<NodePool> context) {
    Instant now = clock.instant();
    WorkersScope scope = WorkersScope.of(pool);
    WorkersPoolStore store = new WorkersPoolStore(context.getClient(), scope);
    Optional<ReferencedCluster> cluster = store.cluster();
    Optional<NestedTarget> target = cluster.flatMap(found -> found.target(credentials));
    WorkersReport report;
    if (target.isEmpty()) {
      forget(scope);
      report = WorkersReport.unreachable(without(scope, cluster));
    } else {
      Attempt attempt = new Attempt(scope, store, target.get(), now);
      Optional<NestedFacts> facts = cluster.get().facts();
      report =
          supplies
              .of(pool, scope, context)
              .map(supply -> supplied(attempt, supply, facts))
              .orElseGet(
                  () -> {
                    nodes.watch(
                        scope.reference(), NodesWish.marking(target.get(), scope.marking()));
                    return joining(attempt, facts, Map.of());
                  });
    }
    return Optional.of(new Served(pool, report.of(pool, now), report.settled() ? AT_REST : SOON));
  }

  /** Nodes that are made join as others do; what makes and removes them comes on top. */
  private WorkersReport supplied(Attempt attempt, Supply supply, Optional<NestedFacts> facts) {
    PoolReference pool = attempt.scope().reference();
    if (supply.obstacle().isPresent() || facts.isEmpty()) {
      nodes.watch(pool, NodesWish.marking(attempt.target(), attempt.scope().marking()));
      return new WorkersReport(
              supply.obstacle().or(() -> Optional.of(addressPending(attempt.scope()))),
              Optional.empty(),
              Optional.empty(),
              nodes.state(pool))
          .with(supply.supplied());
    }
    WorkersReport joining =
        joining(attempt, facts, supply.files(facts.get())).or(supply.skew(facts.get()));
    if (joining.problem().isPresent()) {
      nodes.watch(pool, NodesWish.marking(attempt.target(), attempt.scope().marking()));
      return joining.with(supply.supplied());
    }
    supply.keep(
        new Joining(facts.get(), joining.goodToken()), inside(nodes.state(pool)), attempt.now());
    nodes.watch(pool, wish(attempt, supply, supply.changes()));
    return joining.with(supply.supplied());
  }

  private static NodesWish wish(Attempt attempt, Supply supply, Changes changes) {
    return new NodesWish(
        attempt.target(),
        attempt.scope().marking(),
        changes.departing(),
        changes.returning(),
        changes.removed(),
        supply.drainTimeout(),
        changes.expected(),
        changes.adopted());
  }

  private static Inside inside(Optional<NodesState> state) {
    return state.map(NodesState::inside).orElse(Inside.UNKNOWN);
  }

  private static Problem without(WorkersScope scope, Optional<ReferencedCluster> cluster) {
    String name = scope.cluster().kind() + " " + scope.cluster().name();
    if (cluster.isEmpty()) {
      return new Problem(
          "ClusterNotFound",
          "spec.workers.clusterRef: there is no %s in namespace %s"
              .formatted(name, scope.reference().namespace()));
    }
    return cluster.get().isStopped()
        ? new Problem("ClusterStopped", name + " is switched off: set its spec.power")
        : addressPending(scope);
  }

  private static Problem addressPending(WorkersScope scope) {
    return new Problem(
        "AddressPending",
        "%s %s has no address that machines could join at yet"
            .formatted(scope.cluster().kind(), scope.cluster().name()));
  }

  /** What one reconcile has to do with. */
  private record Attempt(
      WorkersScope scope, WorkersPoolStore store, NestedTarget target, Instant now) {

    TokenWish wish(Optional<JoinToken> token) {
      return new TokenWish(target, scope.marking().pool(), token, scope.tokenTtl());
    }
  }

  /**
   * Tokens whose Secret is gone are taken back before there is another Secret: that one may be
   * refused.
   */
  private WorkersReport joining(
      Attempt attempt, Optional<NestedFacts> facts, Map<String, String> files) {
    WorkersScope scope = attempt.scope();
    Optional<Secret> existing = attempt.store().joinSecret();
    Optional<Secret> own = existing.filter(scope.owner()::controls);
    Optional<Problem> problem = Optional.empty();
    TokenWish wish = attempt.wish(own.flatMap(JoinSecret::token));
    if (own.isEmpty()) {
      tokens.watch(scope.reference(), wish);
    }
    if (own.isEmpty() && existing.isPresent()) {
      problem =
          Optional.of(
              new Problem(
                  "NameConflict",
                  "Secret %s exists already and is not this pool's; remove it"
                      .formatted(scope.joinSecret())));
    } else if (facts.isEmpty()) {
      problem = Optional.of(addressPending(scope));
    } else {
      Secret wanted = JoinSecret.build(scope, facts.get(), own, this::mint, files, attempt.now());
      wish = attempt.wish(JoinSecret.token(attempt.store().write(wanted, own)));
    }
    tokens.watch(scope.reference(), wish);
    return new WorkersReport(
        problem,
        Optional.of(wish),
        tokens.state(scope.reference()),
        nodes.state(scope.reference()));
  }

  private BootstrapToken mint() {
    return new BootstrapToken(
        minter.letters(BootstrapToken.ID_LENGTH), minter.letters(BootstrapToken.SECRET_LENGTH));
  }

  /**
   * Takes the tokens back. Machines that joined by themselves stay nodes of their cluster, as they
   * are; nodes that were made are drained, and go.
   */
  @Override
  public Optional<Served> close(NodePool pool, Context<NodePool> context) {
    Instant now = clock.instant();
    WorkersScope scope = WorkersScope.of(pool);
    WorkersPoolStore store = new WorkersPoolStore(context.getClient(), scope);
    Optional<Attempt> attempt =
        store
            .cluster()
            .flatMap(cluster -> cluster.target(credentials))
            .map(target -> new Attempt(scope, store, target, now));
    Optional<Supply> supply = supplies.of(pool, scope, context);
    Optional<Problem> leaving =
        supply
            .flatMap(it -> retiring(it, scope, attempt, pool))
            .or(() -> revoking(scope, attempt, supply, pool));
    if (leaving.isPresent()) {
      WorkersReport report =
          supply
              .map(it -> WorkersReport.unreachable(leaving.get()).with(it.supplied()))
              .orElseGet(() -> WorkersReport.unreachable(leaving.get()));
      return Optional.of(new Served(pool, report.of(pool, now), WHILE_CLOSING));
    }
    supply.ifPresent(Supply::remove);
    forget(scope);
    return Optional.empty();
  }

  /** Tokens end by themselves, so that a cluster that does not answer keeps no pool from going. */
  private Optional<Problem> revoking(
      WorkersScope scope, Optional<Attempt> attempt, Optional<Supply> supply, NodePool pool) {
    nodes.forget(scope.reference());
    Optional<TokenWish> wish =
        attempt.filter(it -> !isLate(pool, it, supply)).map(it -> it.wish(Optional.empty()));
    if (wish.isEmpty()) {
      return Optional.empty();
    }
    tokens.watch(scope.reference(), wish.get());
    return tokens.state(scope.reference()).filter(found -> found.fulfils(wish.get())).isPresent()
        ? Optional.empty()
        : Optional.of(
            new Problem("TakingTokensBack", "the pool goes when its tokens are taken back"));
  }

  /** A cluster that is gone, or does not answer, has nobody who could be asked to go. */
  private Optional<Problem> retiring(
      Supply supply, WorkersScope scope, Optional<Attempt> attempt, NodePool pool) {
    PoolReference key = scope.reference();
    Optional<NodesState> state = nodes.state(key);
    boolean silent =
        attempt.isEmpty()
            || (isLate(pool, attempt.get(), Optional.of(supply))
                && state.filter(found -> found.nodes().isEmpty()).isPresent());
    if (!silent) {
      nodes.watch(key, wish(attempt.get(), supply, supply.farewell(inside(state))));
    }
    return supply.retire(silent ? Optional.empty() : Optional.of(inside(state)), clock.instant());
  }

  private void forget(WorkersScope scope) {
    tokens.forget(scope.reference());
    nodes.forget(scope.reference());
  }

  private static boolean isLate(NodePool pool, Attempt attempt, Optional<Supply> supply) {
    Instant deleted = Instant.parse(pool.getMetadata().getDeletionTimestamp());
    Duration draining = supply.map(Supply::drainTimeout).orElse(Duration.ZERO);
    return attempt.now().isAfter(deleted.plus(draining).plus(CLOSING_PATIENCE));
  }

  @Override
  public void close() {
    tokens.close();
    nodes.close();
  }
}
