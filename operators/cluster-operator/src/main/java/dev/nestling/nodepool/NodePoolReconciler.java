package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.FailedAttempts;
import dev.nestling.runtime.OwnersChanges;
import dev.nestling.runtime.PrimaryStatus;
import dev.nestling.runtime.SteadyReconciler;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  @Override
  public UpdateControl<NodePool> reconcile(NodePool pool, Context<NodePool> context) {
    Outcome outcome = decide(pool, context);
    NodePoolStatus report = PoolReport.of(pool, outcome, parts.clock().instant());
    return status.write(
        context, pool, report, Optional.of(outcome.waits() ? WHILE_WAITING : AT_REST));
  }

  /** Nodes first: room is granted only on nodes that bear the mark. */
  private Outcome decide(NodePool pool, Context<NodePool> context) {
    PoolScope scope = PoolScope.of(pool);
    PoolStore store = new PoolStore(context.getClient());
    NodeClaims nodes =
        NodeClaims.of(
            scope, store.nodes(scope.selector()), store.marked(scope.mark()), livingMarks(context));
    nodes.changes().forEach(store::write);
    ConfigMap stored = store.ledger(scope);
    if (!scope.owner().controls(stored)) {
      return new Outcome(nodes, Optional.empty(), false);
    }
    Ledger ledger = LedgerConfigMap.read(stored);
    Grants grants = Granting.decide(scope, world(scope, ledger, nodes.members(), store));
    if (!grants.ledger().equals(ledger)) {
      store.write(scope, grants.ledger(), stored);
    }
    boolean deleted = pool.getMetadata().getDeletionTimestamp() != null;
    return new Outcome(nodes, Optional.of(grants), deleted);
  }

  private PoolWorld world(PoolScope scope, Ledger ledger, List<PoolNode> members, PoolStore store) {
    List<Claim> claims = parts.claims().of(scope.reference());
    return new PoolWorld(
        ledger,
        members,
        store.pods(members),
        claims,
        leaving(ledger, claims),
        scope
            .hosting()
            .flatMap(PoolScope.Offer::namespaceSelector)
            .map(store::namespaces)
            .orElse(Set.of()));
  }

  /**
   * A cache that lags behind must not cost a cluster its place: whoever is missing is asked for.
   */
  private Set<String> leaving(Ledger ledger, List<Claim> claims) {
    Set<String> claiming =
        claims.stream().map(claim -> claim.claimant().uid()).collect(Collectors.toSet());
    Set<String> leaving = new HashSet<>();
    ledger
        .entries()
        .forEach(
            (uid, entry) -> {
              if (!claiming.contains(uid)
                  && ledger.granted(uid).isPresent()
                  && parts.claims().exists(entry.claimant())) {
                leaving.add(uid);
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

  /** A pool goes when nobody runs on it any more; then its nodes are everybody's again. */
  @Override
  public DeleteControl cleanup(NodePool pool, Context<NodePool> context) {
    Outcome outcome = decide(pool, context);
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
