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
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Pools of machines that join a cluster by themselves. A token is in the pool's Secret before the
 * cluster takes it, so that every token in the cluster is known; what is done inside the cluster is
 * done outside of reconciles.
 */
public final class WorkerPools implements Purpose, AutoCloseable {
  /** Nobody tells that the cluster got an address, or that somebody deleted the Secret. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(20);

  private static final Duration WHILE_CLOSING = Duration.ofSeconds(2);

  /** Tokens end by themselves: a cluster that does not answer keeps no pool from going. */
  private static final Duration CLOSING_PATIENCE = Duration.ofSeconds(30);

  private final OperatorCredentials credentials;
  private final Minter minter;
  private final InstantSource clock;
  private final Rounds<PoolReference, TokenWish, TokenState> tokens;
  private final Rounds<PoolReference, NodesWish, NodesState> nodes;

  /**
   * @param questioning how clusters are asked
   * @param credentials of the operator in its clusters
   * @param minter makes tokens
   * @param clock the only time
   * @param onChange told the pool after something was found inside its cluster; must not block
   */
  public WorkerPools(
      Questioning questioning,
      OperatorCredentials credentials,
      Minter minter,
      InstantSource clock,
      Consumer<PoolReference> onChange) {
    this.credentials = credentials;
    this.minter = minter;
    this.clock = clock;
    var surroundings = ClusterRound.Surroundings.of(questioning);
    this.tokens = new Rounds<>("pool-tokens", () -> new TokenRound(surroundings, clock), onChange);
    this.nodes = new Rounds<>("pool-nodes", () -> new NodesRound(surroundings), onChange);
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
      nodes.watch(scope.reference(), new NodesWish(target.get(), scope.marking()));
      report = joining(new Attempt(scope, store, target.get(), now), cluster.get().facts());
    }
    return Optional.of(new Served(pool, report.of(pool, now), LOOK_AGAIN));
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
  private WorkersReport joining(Attempt attempt, Optional<NestedFacts> facts) {
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
      Secret wanted = JoinSecret.build(scope, facts.get(), own, this::mint, attempt.now());
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

  /** Takes the tokens back; the nodes stay nodes of their cluster, as they are. */
  @Override
  public Optional<Served> close(NodePool pool, Context<NodePool> context) {
    Instant now = clock.instant();
    WorkersScope scope = WorkersScope.of(pool);
    nodes.forget(scope.reference());
    WorkersPoolStore store = new WorkersPoolStore(context.getClient(), scope);
    Optional<TokenWish> wish =
        isLate(pool, now)
            ? Optional.empty()
            : store
                .cluster()
                .flatMap(cluster -> cluster.target(credentials))
                .map(target -> new Attempt(scope, store, target, now).wish(Optional.empty()));
    if (wish.isPresent()) {
      tokens.watch(scope.reference(), wish.get());
      Optional<TokenState> state = tokens.state(scope.reference());
      if (state.filter(found -> found.fulfils(wish.get())).isEmpty()) {
        Problem leaving =
            new Problem("TakingTokensBack", "the pool goes when its tokens are taken back");
        return Optional.of(
            new Served(pool, WorkersReport.unreachable(leaving).of(pool, now), WHILE_CLOSING));
      }
    }
    forget(scope);
    return Optional.empty();
  }

  private void forget(WorkersScope scope) {
    tokens.forget(scope.reference());
    nodes.forget(scope.reference());
  }

  private static boolean isLate(NodePool pool, Instant now) {
    Instant deleted = Instant.parse(pool.getMetadata().getDeletionTimestamp());
    return now.isAfter(deleted.plus(CLOSING_PATIENCE));
  }

  @Override
  public void close() {
    tokens.close();
    nodes.close();
  }
}
