package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.DeletionPolicy;
import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterStatus;
import dev.nestling.api.v1alpha1.Power;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.ContextObjectStore;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.cluster.Rechecks;
import dev.nestling.core.plan.Owner;
import dev.nestling.fullcluster.objects.FullClusterScope;
import dev.nestling.runtime.ClusterEvents;
import dev.nestling.runtime.FailedAttempts;
import dev.nestling.runtime.OwnersChanges;
import dev.nestling.runtime.PrimaryStatus;
import dev.nestling.runtime.SteadyReconciler;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.WatchedObjects;
import dev.nestling.runtime.access.Door;
import io.fabric8.kubernetes.api.model.Pod;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A FullCluster's way through the operator: docs/architecture.md, section 2. {@link Reconciler} is
 * named although it is inherited, because the framework looks for the kind there.
 */
@ControllerConfiguration(
    name = "fullcluster",
    finalizerName = FullClusterReconciler.FINALIZER,
    fieldManager = "nestling-fullcluster",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = OwnersChanges.class))
public class FullClusterReconciler
    implements Reconciler<FullCluster>, Cleaner<FullCluster>, SteadyReconciler<FullCluster> {
  static final String FINALIZER = "nestling.dev/fullcluster";

  /** The garbage collector's, on an object that is deleted without its dependents. */
  private static final String ORPHANS = "orphan";

  private final Parts parts;
  private final Applier applier = new Applier(OwnedKinds.ALL);
  private final PrimaryStatus<FullCluster, FullClusterStatus> status =
      new PrimaryStatus<>(FullCluster::new);

  private final Door<FullCluster, FullClusterStatus> door;

  public FullClusterReconciler(Parts parts) {
    this.parts = parts;
    this.door =
        new Door<>(
            parts.access(),
            status,
            (cluster, conditions) -> {
              FullClusterStatus before = published(cluster);
              return before.withConditions(conditions.from(before.conditions()));
            },
            parts.clock());
  }

  @Override
  public WatchedNamespaces namespaces() {
    return parts.access().namespaces();
  }

  @Override
  public UpdateControl<FullCluster> reconcile(FullCluster cluster, Context<FullCluster> context) {
    return door.shutFor(cluster, context).orElseGet(() -> reconciled(cluster, context));
  }

  private UpdateControl<FullCluster> reconciled(FullCluster cluster, Context<FullCluster> context) {
    Instant now = parts.clock().instant();
    FullClusterScope scope = FullClusterScope.of(cluster);
    ObjectStore store = new ContextObjectStore(context, scope.namespace());
    Observed before =
        parts
            .observer()
            .observe(cluster, store, List.copyOf(context.getSecondaryResources(Pod.class)));
    FullClusterPlan plan = parts.planner().plan(cluster, before, now, parts.minter());
    Applied applied = applier.apply(plan.objects(), Owner.of(cluster), store);
    Observed after = before.after(applied.after());
    parts.background().aim(after.placed(scope), after, plan, parts.planner().images());
    perform(scope, plan, applied, before);
    Result result = new Result(cluster, after, plan, applied, parts.planner().images());
    parts.metrics().found(cluster, FullClusterFindings.of(result));
    FullClusterStatus report = StatusReport.of(result, now);
    parts
        .events()
        .record(
            context.getClient(),
            cluster,
            ClusterEvents.between(published(cluster).conditions(), report.conditions()),
            now);
    return status.write(context, cluster, report, Rechecks.after(plan.objects(), applied));
  }

  /** Etcd is asked only once everything that the step relies on is written. */
  private void perform(
      FullClusterScope scope, FullClusterPlan plan, Applied applied, Observed decidedOn) {
    String etcd = scope.names().etcd();
    boolean written =
        applied.conflicts().isEmpty()
            && applied.failures().stream()
                .noneMatch(failure -> failure.object().name().startsWith(etcd));
    if (written && scope.common().life().power() == Power.Running) {
      plan.etcd().ifPresent(decision -> parts.background().perform(scope, decision, decidedOn));
    }
  }

  @Override
  public ErrorStatusUpdateControl<FullCluster> updateErrorStatus(
      FullCluster cluster, Context<FullCluster> context, Exception failure) {
    door.failed(cluster, failure);
    return FailedAttempts.areWorthTelling(context)
        ? status.writeFailure(context, cluster, failed(cluster, failure))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  private FullClusterStatus failed(FullCluster cluster, Exception failure) {
    FullClusterStatus before = published(cluster);
    return before.withConditions(
        FailedAttempts.conditions(cluster, before.conditions(), failure, parts.clock().instant()));
  }

  private static FullClusterStatus published(FullCluster cluster) {
    return Optional.ofNullable(cluster.getStatus()).orElseGet(FullClusterStatus::empty);
  }

  private static Door.Departure departure(FullCluster cluster) {
    return published(cluster).version() == null
        ? Door.Departure.LEAVES_NOTHING
        : Door.Departure.LEAVES_THINGS_IN_ITS_NAMESPACE;
  }

  /** The framework tells nobody of a failed deletion, so this does. */
  @Override
  public DeleteControl cleanup(FullCluster cluster, Context<FullCluster> context) {
    try {
      return door.leaving(
          cluster,
          door.shutForDeletionOf(cluster, context, departure(cluster))
              .orElseGet(() -> settleIdentity(cluster, context)));
    } catch (KubernetesClientException failure) {
      updateErrorStatus(cluster, context, failure);
      throw failure;
    }
  }

  /**
   * Everything but data and keys is left to garbage collection, whichever way the cluster is
   * deleted. Those are dealt with before the finalizer goes.
   */
  private DeleteControl settleIdentity(FullCluster cluster, Context<FullCluster> context) {
    FullClusterScope scope = FullClusterScope.of(cluster);
    parts.background().forget(scope);
    ObjectStore store = new ContextObjectStore(context, scope.namespace());
    Identity identity = Observer.liveIdentity(scope, store);
    boolean done =
        keepsIdentity(cluster, scope)
            ? identity.retain(scope.owner(), store)
            : identity.delete(scope.owner(), store);
    return done
        ? DeleteControl.defaultDelete()
        : DeleteControl.noFinalizerRemoval().rescheduleAfter(Rechecks.AT_ONCE);
  }

  /** Whoever orphans the dependents (kubectl delete --cascade=orphan) wants to keep them all. */
  private static boolean keepsIdentity(FullCluster cluster, FullClusterScope scope) {
    return scope.common().life().deletionPolicy() == DeletionPolicy.Retain
        || cluster.getMetadata().getFinalizers().contains(ORPHANS);
  }

  @Override
  public List<EventSource<?, FullCluster>> prepareEventSources(
      EventSourceContext<FullCluster> context) {
    parts.metrics().follow(context.getPrimaryCache()::list);
    List<EventSource<?, FullCluster>> sources =
        new ArrayList<>(
            WatchedObjects.sources(
                context,
                new WatchedObjects.Kind<>(FullCluster.class, OwnedKinds.ALL, List.of(Pod.class))));
    sources.add(parts.backgroundEvents());
    return sources;
  }
}
