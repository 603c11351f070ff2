package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.nodepool.purpose.Purpose;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.FailedAttempts;
import dev.nestling.runtime.OwnersChanges;
import dev.nestling.runtime.PrimaryStatus;
import dev.nestling.runtime.SteadyReconciler;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.access.Door;
import dev.nestling.runtime.metrics.KindMetrics;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A NodePool's way through the operator: what it is for does the rest. */
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

  /**
   * What the reconciler is put together from.
   *
   * @param access where the operator may work
   * @param hosting for nodes of the management cluster
   * @param workers for machines that become nodes of a cluster
   * @param sharing for machines that other pools get
   * @param backgroundEvents hears of what changes elsewhere
   * @param metrics tells of all pools in numbers; nothing is found that is not in their status
   * @param clock the only time
   */
  public record Parts(
      Access access,
      Purpose hosting,
      Purpose workers,
      Purpose sharing,
      BackgroundEvents<NodePool> backgroundEvents,
      KindMetrics<NodePool, Void> metrics,
      InstantSource clock) {}

  private final Parts parts;
  private final PrimaryStatus<NodePool, NodePoolStatus> status = new PrimaryStatus<>(NodePool::new);

  private final Door<NodePool, NodePoolStatus> door;

  public NodePoolReconciler(Parts parts) {
    this.parts = parts;
    this.door =
        new Door<>(
            parts.access(),
            status,
            (pool, conditions) -> {
              NodePoolStatus before = published(pool);
              return before.withConditions(conditions.from(before.conditions()));
            },
            parts.clock());
  }

  private static NodePoolStatus published(NodePool pool) {
    return Optional.ofNullable(pool.getStatus()).orElseGet(NodePoolStatus::empty);
  }

  @Override
  public WatchedNamespaces namespaces() {
    return parts.access().namespaces();
  }

  @Override
  public UpdateControl<NodePool> reconcile(NodePool pool, Context<NodePool> context) {
    return door.shutFor(pool, context).orElseGet(() -> served(pool, context));
  }

  private UpdateControl<NodePool> served(NodePool pool, Context<NodePool> context) {
    return purposeOf(pool)
        .serve(pool, context)
        .map(
            served ->
                status.write(
                    context, served.seen(), served.status(), Optional.of(served.recheckAfter())))
        .orElseGet(UpdateControl::noUpdate);
  }

  private Purpose purposeOf(NodePool pool) {
    return switch (pool.getSpec().source().type()) {
      case Nodes -> parts.hosting();
      case SelfJoin, FromPool -> parts.workers();
      case Machines -> pool.getSpec().workers() == null ? parts.sharing() : parts.workers();
    };
  }

  @Override
  public ErrorStatusUpdateControl<NodePool> updateErrorStatus(
      NodePool pool, Context<NodePool> context, Exception failure) {
    door.failed(pool, failure);
    return FailedAttempts.areWorthTelling(context)
        ? status.writeFailure(context, pool, failed(pool, failure, parts.clock().instant()))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private static NodePoolStatus failed(NodePool pool, Exception failure, Instant now) {
    NodePoolStatus before = published(pool);
    return before.withConditions(
        FailedAttempts.conditions(pool, before.conditions(), failure, now));
  }

  /** The framework tells nobody of a failed deletion, so this does. */
  @Override
  public DeleteControl cleanup(NodePool pool, Context<NodePool> context) {
    try {
      return door.leaving(
          pool,
          door.shutForDeletionOf(pool, context, departure(pool))
              .orElseGet(() -> closed(pool, context)));
    } catch (RuntimeException failure) {
      updateErrorStatus(pool, context, failure);
      throw failure;
    }
  }

  private DeleteControl closed(NodePool pool, Context<NodePool> context) {
    Optional<Purpose.Served> waiting = purposeOf(pool).close(pool, context);
    if (waiting.isPresent()) {
      return waiting(waiting.get(), context);
    }
    Share.of(pool).ifPresent(share -> parts.access().mayBeUnused(share.hardware().namespace()));
    return DeleteControl.defaultDelete();
  }

  /** Whatever a pool does, it is in the status afterwards that its spec was looked at. */
  private static Door.Departure departure(NodePool pool) {
    return published(pool).observedGeneration() == null
        ? Door.Departure.LEAVES_NOTHING
        : Door.Departure.LEAVES_THINGS_ELSEWHERE;
  }

  private DeleteControl waiting(Purpose.Served served, Context<NodePool> context) {
    status.write(context, served.seen(), served.status(), Optional.empty());
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(served.recheckAfter());
  }

  @Override
  public List<EventSource<?, NodePool>> prepareEventSources(EventSourceContext<NodePool> context) {
    parts.metrics().follow(context.getPrimaryCache()::list);
    return List.of(parts.backgroundEvents());
  }
}
