package dev.nestling.nodepool.hosting;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.ClaimWatch;
import dev.nestling.nodepool.claims.ClaimWatch.Whereabouts;
import dev.nestling.nodepool.claims.LedgerPoolStore;
import dev.nestling.nodepool.claims.Offer;
import dev.nestling.nodepool.purpose.Purpose;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pools of nodes of the management cluster: nodes are marked, then room is granted on them. Nobody
 * else grants anything, and each decision is written against the ledger that it was made from, so
 * that two operators at once can't promise the same room.
 */
public final class HostingPools implements Purpose {
  /** Nobody tells when room or a node gets free. */
  private static final Duration WHILE_WAITING = Duration.ofSeconds(5);

  /** Nor when nodes come, go or fill. */
  private static final Duration AT_REST = Duration.ofSeconds(60);

  private final ClaimWatch claims;
  private final InstantSource clock;

  /**
   * @param claims knows who asks
   * @param clock the only time
   */
  public HostingPools(ClaimWatch claims, InstantSource clock) {
    this.claims = claims;
    this.clock = clock;
  }

  /**
   * Who asks is read before the pool, and the pool from the API server itself: whoever comes after
   * a door was shut finds it shut. A pool that changes meanwhile causes an event.
   */
  @Override
  public Optional<Served> serve(NodePool cached, Context<NodePool> context) {
    List<Claim> asking = claims(cached);
    new PoolStore(context.getClient()).removeOrphans(cached.getMetadata().getNamespace());
    return new LedgerPoolStore(context.getClient())
        .current(cached)
        .filter(pool -> !isClosing(pool))
        .map(pool -> served(pool, decide(pool, asking, context)));
  }

  private Served served(NodePool pool, Outcome outcome) {
    return new Served(
        pool,
        PoolReport.of(pool, outcome, clock.instant()),
        outcome.waits() ? WHILE_WAITING : AT_REST);
  }

  /** A pool goes when nobody runs on it any more; then its nodes are everybody's again. */
  @Override
  public Optional<Served> close(NodePool pool, Context<NodePool> context) {
    Outcome outcome = decide(pool, claims(pool), context);
    if (outcome.grants().filter(grants -> Outcome.granted(grants) > 0).isPresent()) {
      return Optional.of(
          new Served(pool, PoolReport.of(pool, outcome, clock.instant()), WHILE_WAITING));
    }
    PoolStore store = new PoolStore(context.getClient());
    store.marked(PoolScope.of(pool).mark()).forEach(node -> store.write(NodeClaims.release(node)));
    return Optional.empty();
  }

  private List<Claim> claims(NodePool pool) {
    return claims.of(
        new PoolReference(pool.getMetadata().getNamespace(), pool.getMetadata().getName()));
  }

  private static boolean isClosing(NodePool pool) {
    return pool.getMetadata().getDeletionTimestamp() != null;
  }

  /** Nodes first: room is granted only on nodes that bear the mark. */
  private Outcome decide(NodePool pool, List<Claim> asking, Context<NodePool> context) {
    PoolScope scope = PoolScope.of(pool);
    PoolStore store = new PoolStore(context.getClient());
    boolean closing = isClosing(pool);
    List<PoolNode> marked = store.marked(scope.mark());
    NodeClaims nodes =
        NodeClaims.of(
            scope, closing ? marked : store.nodes(scope.selector()), marked, livingMarks(context));
    NodeClaims written = nodes.without(refused(nodes, store), scope.mark());
    LedgerPoolStore ledgers = new LedgerPoolStore(context.getClient());
    ConfigMap stored = ledgers.ledger(scope.reference(), scope.owner(), closing);
    if (!scope.owner().controls(stored)) {
      return new Outcome(written, Optional.empty(), closing);
    }
    Ledger ledger = LedgerConfigMap.read(stored);
    Grants grants =
        Granting.decide(
            scope,
            new PoolWorld(
                ledger,
                written.members(),
                store.pods(written.members(), scope.reference().namespace()),
                asking,
                leaving(scope, ledger, asking, ledgers),
                labelled(scope, ledgers),
                closing));
    ledgers.write(scope.reference(), scope.owner(), grants.ledger(), stored);
    return new Outcome(written, Optional.of(grants), closing);
  }

  /** One node that can't be written, or that somebody writes too, holds nobody else up. */
  private static Map<String, String> refused(NodeClaims nodes, PoolStore store) {
    Map<String, String> refused = new TreeMap<>();
    for (NodeClaims.Change change : nodes.changes()) {
      try {
        store.write(change);
      } catch (KubernetesClientException e) {
        refused.put(
            change.node().name(),
            String.valueOf(e.getStatus() == null ? e.getMessage() : e.getStatus().getMessage()));
      }
    }
    return refused;
  }

  private static PoolWorld.Labelled labelled(PoolScope scope, LedgerPoolStore store) {
    Map<Offer, Set<String>> names = new HashMap<>();
    Stream.of(scope.hosting(), scope.sharing())
        .flatMap(Optional::stream)
        .forEach(
            offer ->
                offer
                    .namespaceSelector()
                    .ifPresent(selector -> names.put(offer, store.namespaces(selector))));
    return new PoolWorld.Labelled(names);
  }

  private Map<String, PoolWorld.Leaving> leaving(
      PoolScope scope, Ledger ledger, List<Claim> asking, LedgerPoolStore store) {
    Set<String> claiming =
        asking.stream().map(claim -> claim.claimant().uid()).collect(Collectors.toSet());
    Map<String, PoolWorld.Leaving> leaving = new HashMap<>();
    ledger
        .entries()
        .forEach(
            (uid, entry) -> {
              if (claiming.contains(uid) || ledger.granted(uid).isEmpty()) {
                return;
              }
              switch (claims.whereabouts(entry.claimant())) {
                case Whereabouts.Gone gone -> {}
                case Whereabouts.Unknown unknown -> leaving.put(uid, new PoolWorld.Leaving(false));
                case Whereabouts.Anywhere anywhere -> leaving.put(uid, new PoolWorld.Leaving(true));
                case Whereabouts.Asks asks ->
                    leaving.put(
                        uid,
                        new PoolWorld.Leaving(
                            !asks.pool().equals(scope.reference())
                                && store
                                    .ledgerOf(asks.pool())
                                    .flatMap(other -> other.granted(uid))
                                    .isPresent()));
              }
            });
    return leaving;
  }

  private static Set<String> livingMarks(Context<NodePool> context) {
    return context
        .getPrimaryCache()
        .list()
        .map(pool -> pool.getMetadata())
        .map(pool -> new PoolReference(pool.getNamespace(), pool.getName()).mark())
        .collect(Collectors.toSet());
  }
}
