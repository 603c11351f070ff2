package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.nodepool.ClaimWatch.Whereabouts;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.FailedAttempts;
import dev.nestling.runtime.OwnersChanges;
import dev.nestling.runtime.PrimaryStatus;
import dev.nestling.runtime.SteadyReconciler;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A NodePool's way through the operator: nodes are marked, then room is granted on them. Nobody
 * else grants anything, and each decision is written against the ledger that it was made from, so
 * that two operators at once can't promise the same room.
 */
@ControllerConfiguration(
    name = "nodepool",
    finalizerName = NodePoolReconciler.FINALIZER,
    fieldManager = NodePoolReconciler.FIELD_MANAGER,
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = OwnersChanges.class))
public class NodePoolReconciler
    implements Reconciler<NodePool>, Cleaner<NodePool>, SteadyReconciler<NodePool> {
  static final String FINALIZER = "nestling.dev/nodepool";
  static final String FIELD_MANAGER = "nestling-nodepool";

  /** Nobody tells when room or a node gets free. */
  private static final Duration WHILE_WAITING = Duration.ofSeconds(5);

  /** Nor when nodes come, go or fill. */
  private static final Duration AT_REST = Duration.ofSeconds(60);

  /**
   * What the reconciler is put together from.
   *
   * @param claims knows who asks
   * @param backgroundEvents hears of it
   * @param clock the only time
   */
  public record Parts(
      ClaimWatch claims, BackgroundEvents<NodePool> backgroundEvents, InstantSource clock) {}

  private final Parts parts;
  private final PrimaryStatus<NodePool, NodePoolStatus> status = new PrimaryStatus<>(NodePool::new);

  public NodePoolReconciler(Parts parts) {
    this.parts = parts;
  }

  /**
   * Who asks is read before the pool, and the pool from the API server itself: whoever comes after
   * a door was shut finds it shut. A pool that changes meanwhile causes an event.
   */
  @Override
  public UpdateControl<NodePool> reconcile(NodePool cached, Context<NodePool> context) {
    List<Claim> claims = claims(cached);
    return new PoolStore(context.getClient())
        .current(cached)
        .filter(pool -> !isClosing(pool))
        .map(pool -> serve(pool, claims, context))
        .orElseGet(UpdateControl::noUpdate);
  }

  private UpdateControl<NodePool> serve(
      NodePool pool, List<Claim> claims, Context<NodePool> context) {
    Outcome outcome = decide(pool, claims, context);
    NodePoolStatus report = PoolReport.of(pool, outcome, parts.clock().instant());
    return status.write(
        context, pool, report, Optional.of(outcome.waits() ? WHILE_WAITING : AT_REST));
  }

  private List<Claim> claims(NodePool pool) {
    return parts
        .claims()
        .of(new PoolReference(pool.getMetadata().getNamespace(), pool.getMetadata().getName()));
  }

  private static boolean isClosing(NodePool pool) {
    return pool.getMetadata().getDeletionTimestamp() != null;
  }

  /** Nodes first: room is granted only on nodes that bear the mark. */
  private Outcome decide(NodePool pool, List<Claim> claims, Context<NodePool> context) {
    PoolScope scope = PoolScope.of(pool);
    PoolStore store = new PoolStore(context.getClient());
    boolean closing = isClosing(pool);
    List<PoolNode> marked = store.marked(scope.mark());
    NodeClaims nodes =
        NodeClaims.of(
            scope, closing ? marked : store.nodes(scope.selector()), marked, livingMarks(context));
    NodeClaims written = nodes.without(refused(nodes, store), scope.mark());
    ConfigMap stored = store.ledger(scope);
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
                store.pods(written.members()),
                claims,
                leaving(scope, ledger, claims, store),
                labelled(scope, store),
                closing));
    if (!LedgerConfigMap.build(scope.owner(), scope.reference(), grants.ledger())
            .getData()
            .equals(Objects.requireNonNullElse(stored.getData(), Map.of()))
        || !LedgerConfigMap.isLabelled(stored)) {
      store.write(scope, grants.ledger(), stored);
    }
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

  private static Set<String> labelled(PoolScope scope, PoolStore store) {
    return scope
        .hosting()
        .flatMap(PoolScope.Offer::namespaceSelector)
        .map(store::namespaces)
        .orElse(Set.of());
  }

  private Map<String, PoolWorld.Leaving> leaving(
      PoolScope scope, Ledger ledger, List<Claim> claims, PoolStore store) {
    Set<String> claiming =
        claims.stream().map(claim -> claim.claimant().uid()).collect(Collectors.toSet());
    Map<String, PoolWorld.Leaving> leaving = new HashMap<>();
    ledger
        .entries()
        .forEach(
            (uid, entry) -> {
              if (claiming.contains(uid) || ledger.granted(uid).isEmpty()) {
                return;
              }
              switch (parts.claims().whereabouts(entry.claimant())) {
                case Whereabouts.Gone gone -> {}
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

  @Override
  public ErrorStatusUpdateControl<NodePool> updateErrorStatus(
      NodePool pool, Context<NodePool> context, Exception failure) {
    return FailedAttempts.areWorthTelling(context)
        ? status.writeFailure(context, pool, failed(pool, failure, parts.clock().instant()))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private static NodePoolStatus failed(NodePool pool, Exception failure, Instant now) {
    NodePoolStatus before = Optional.ofNullable(pool.getStatus()).orElseGet(NodePoolStatus::empty);
    return before.withConditions(
        FailedAttempts.conditions(pool, before.conditions(), failure, now));
  }

  /** The framework tells nobody of a failed deletion, so this does. */
  @Override
  public DeleteControl cleanup(NodePool pool, Context<NodePool> context) {
    try {
      return close(pool, context);
    } catch (KubernetesClientException failure) {
      updateErrorStatus(pool, context, failure);
      throw failure;
    }
  }

  /** A pool goes when nobody runs on it any more; then its nodes are everybody's again. */
  private DeleteControl close(NodePool pool, Context<NodePool> context) {
    Outcome outcome = decide(pool, claims(pool), context);
    if (outcome.grants().filter(grants -> Outcome.granted(grants) > 0).isPresent()) {
      status.write(
          context, pool, PoolReport.of(pool, outcome, parts.clock().instant()), Optional.empty());
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(WHILE_WAITING);
    }
    PoolStore store = new PoolStore(context.getClient());
    store.marked(PoolScope.of(pool).mark()).forEach(node -> store.write(NodeClaims.release(node)));
    return DeleteControl.defaultDelete();
  }

  @Override
  public List<EventSource<?, NodePool>> prepareEventSources(EventSourceContext<NodePool> context) {
    return List.of(parts.backgroundEvents());
  }
}
