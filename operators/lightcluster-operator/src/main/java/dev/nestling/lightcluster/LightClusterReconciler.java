package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.DeletionPolicy;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterStatus;
import dev.nestling.core.apply.Applied;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.ContextObjectStore;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.cluster.IssuerConditions;
import dev.nestling.core.cluster.Rechecks;
import dev.nestling.core.content.Errands;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import dev.nestling.lightcluster.objects.LightClusterScope;
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
 * A LightCluster's way through the operator: docs/architecture.md, section 2. {@link Reconciler} is
 * named although it is inherited, because the framework looks for the kind there.
 */
@ControllerConfiguration(
    name = "lightcluster",
    finalizerName = LightClusterReconciler.FINALIZER,
    fieldManager = "nestling-lightcluster",
    generationAwareEventProcessing = false,
    informer = @Informer(onUpdateFilter = OwnersChanges.class))
public class LightClusterReconciler
    implements Reconciler<LightCluster>, Cleaner<LightCluster>, SteadyReconciler<LightCluster> {
  static final String FINALIZER = "nestling.dev/lightcluster";

  /** The garbage collector's, on an object that is deleted without its dependents. */
  private static final String ORPHANS = "orphan";

  private final Parts parts;
  private final Applier applier = new Applier(OwnedKinds.ALL);
  private final PrimaryStatus<LightCluster, LightClusterStatus> status =
      new PrimaryStatus<>(LightCluster::new);

  private final Door<LightCluster, LightClusterStatus> door;

  public LightClusterReconciler(Parts parts) {
    this.parts = parts;
    this.door =
        new Door<>(
            parts.access(),
            status,
            (cluster, conditions) -> {
              LightClusterStatus before = published(cluster);
              return before.withConditions(conditions.from(before.conditions()));
            },
            parts.clock());
  }

  private static LightClusterStatus published(LightCluster cluster) {
    return Optional.ofNullable(cluster.getStatus()).orElseGet(LightClusterStatus::empty);
  }

  @Override
  public WatchedNamespaces namespaces() {
    return parts.access().namespaces();
  }

  @Override
  public UpdateControl<LightCluster> reconcile(
      LightCluster cluster, Context<LightCluster> context) {
    return door.shutFor(cluster, context).orElseGet(() -> reconciled(cluster, context));
  }

  private UpdateControl<LightCluster> reconciled(
      LightCluster cluster, Context<LightCluster> context) {
    Instant now = parts.clock().instant();
    ObjectStore store = new ContextObjectStore(context, cluster.getMetadata().getNamespace());
    Observed before = parts.observer().observe(cluster, store, siblings(cluster, context));
    LightClusterPlan plan = parts.planner().plan(cluster, before, now, parts.minter());
    Applied applied = applier.apply(plan.objects(), Owner.of(cluster), store);
    Observed after = before.after(applied.after());
    Result result = new Result(cluster, after, plan.objects(), applied, parts.images());
    parts.probes().aim(result.scope(), after);
    parts.inside().aim(result.scope(), after, parts.images(), errands(result.scope(), plan));
    CertificateDates.firstEnd(result.scope().names(), after.own())
        .ifPresent(end -> parts.metrics().found(cluster, end));
    LightClusterStatus report = StatusReport.of(result, now);
    parts
        .events()
        .record(
            context.getClient(),
            cluster,
            ClusterEvents.between(
                Optional.ofNullable(cluster.getStatus())
                    .map(LightClusterStatus::conditions)
                    .orElse(List.of()),
                report.conditions()),
            now);
    return status.write(context, cluster, report, Rechecks.after(plan.objects(), applied));
  }

  private static Errands errands(LightClusterScope scope, LightClusterPlan plan) {
    return new Errands(plan.rewriteWith(), IssuerConditions.questions(scope.common().security()));
  }

  @Override
  public ErrorStatusUpdateControl<LightCluster> updateErrorStatus(
      LightCluster cluster, Context<LightCluster> context, Exception failure) {
    door.failed(cluster, failure);
    return FailedAttempts.areWorthTelling(context)
        ? status.writeFailure(context, cluster, failed(cluster, failure, parts.clock().instant()))
        : ErrorStatusUpdateControl.defaultErrorProcessing();
  }

  static LightClusterStatus failed(LightCluster cluster, Exception failure, Instant now) {
    LightClusterStatus before = published(cluster);
    return before.withConditions(
        FailedAttempts.conditions(cluster, before.conditions(), failure, now));
  }

  private static Door.Departure departure(LightCluster cluster) {
    return published(cluster).version() == null
        ? Door.Departure.LEAVES_NOTHING
        : Door.Departure.LEAVES_THINGS_IN_ITS_NAMESPACE;
  }

  /** The framework tells nobody of a failed deletion, so this does. */
  @Override
  public DeleteControl cleanup(LightCluster cluster, Context<LightCluster> context) {
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
  private DeleteControl settleIdentity(LightCluster cluster, Context<LightCluster> context) {
    String namespace = cluster.getMetadata().getNamespace();
    parts.probes().forget(namespace, cluster.getMetadata().getName());
    parts.inside().forget(namespace, cluster.getMetadata().getName());
    ObjectStore store = new ContextObjectStore(context, namespace);
    Identity identity = Observer.identity(new Names(cluster.getMetadata().getName()), store);
    Owner owner = Owner.of(cluster);
    boolean done =
        keepsIdentity(cluster) ? identity.retain(owner, store) : identity.delete(owner, store);
    return done
        ? DeleteControl.defaultDelete()
        : DeleteControl.noFinalizerRemoval().rescheduleAfter(Rechecks.AT_ONCE);
  }

  @Override
  public List<EventSource<?, LightCluster>> prepareEventSources(
      EventSourceContext<LightCluster> context) {
    parts.metrics().follow(context.getPrimaryCache()::list);
    List<EventSource<?, LightCluster>> sources =
        new ArrayList<>(
            WatchedObjects.sources(
                context,
                new WatchedObjects.Kind<>(LightCluster.class, OwnedKinds.ALL, List.of(Pod.class))));
    sources.add(parts.backgroundEvents());
    return sources;
  }

  private static List<LightCluster> siblings(LightCluster self, Context<LightCluster> context) {
    return context
        .getPrimaryCache()
        .list(self.getMetadata().getNamespace())
        .filter(other -> !other.getMetadata().getName().equals(self.getMetadata().getName()))
        .toList();
  }

  /** Whoever orphans the dependents (kubectl delete --cascade=orphan) wants to keep them all. */
  private static boolean keepsIdentity(LightCluster cluster) {
    return policy(cluster) == DeletionPolicy.Retain
        || cluster.getMetadata().getFinalizers().contains(ORPHANS);
  }

  private static DeletionPolicy policy(LightCluster cluster) {
    return Optional.ofNullable(cluster.getSpec())
        .map(spec -> spec.deletionPolicy())
        .orElse(DeletionPolicy.Delete);
  }
}
