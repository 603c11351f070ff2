package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.EffectiveSpec;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.references.Referenced;
import dev.nestling.lightcluster.objects.ExternalDatastore;
import dev.nestling.lightcluster.objects.LightClusterScope;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the world for one reconcile: caches for what is watched, GET by name for Secrets, what was
 * learned in the background for everything else.
 */
public final class Observer {
  private final Supplier<ManagementCluster> management;
  private final HealthMonitor monitor;
  private final NestedKeeper inside;
  private final Ledgers ledgers;

  public Observer(
      Supplier<ManagementCluster> management,
      HealthMonitor monitor,
      NestedKeeper inside,
      Ledgers ledgers) {
    this.management = management;
    this.monitor = monitor;
    this.inside = inside;
    this.ledgers = ledgers;
  }

  /**
   * @param siblings the other LightClusters of the namespace
   */
  public Observed observe(LightCluster cluster, ObjectStore store, List<LightCluster> siblings) {
    LightClusterScope scope = LightClusterScope.of(cluster);
    return new Observed(
        own(scope, store),
        references(cluster, store, siblings),
        management.get(),
        new Observed.HealthFacts(
            monitor.health(key(scope, ProbeKey.Route.SERVICE)),
            monitor.health(key(scope, ProbeKey.Route.OUTSIDE)),
            inside.state(scope),
            inside.rewriting(scope),
            inside.issuers(scope)));
  }

  static ProbeKey key(LightClusterScope scope, ProbeKey.Route route) {
    return new ProbeKey(scope.namespace(), scope.names().cluster(), route);
  }

  /** Whether an object counts: it is this cluster's, or it was left for it. */
  static boolean isOurs(Owner owner, HasMetadata object) {
    return owner.controls(object) || Applier.isRetained(object);
  }

  static Observed.Own own(LightClusterScope scope, ObjectStore store) {
    Names names = scope.names();
    Stream<Optional<? extends HasMetadata>> watched =
        Stream.of(
            store.find(PersistentVolumeClaim.class, names.data()),
            store.find(Service.class, names.api()),
            store.find(ConfigMap.class, names.serverConfig()),
            store.find(StatefulSet.class, names.server()));
    Stream<Optional<? extends HasMetadata>> secrets =
        names.secrets().stream().map(name -> store.find(Secret.class, name));
    List<HasMetadata> ours =
        Stream.concat(watched, secrets)
            .<HasMetadata>flatMap(Optional::stream)
            .filter(object -> isOurs(scope.owner(), object))
            .toList();
    Optional<StatefulSet> server =
        ours.stream()
            .filter(StatefulSet.class::isInstance)
            .map(StatefulSet.class::cast)
            .findFirst();
    return new Observed.Own(
        ours,
        server.flatMap(owner -> pod(owner, store)),
        planned(scope, store).takenFrom(scope.owner()));
  }

  /** All data and keys, as the API server has them: what becomes of them can't be taken back. */
  static Identity identity(Names names, ObjectStore store) {
    Optional<? extends HasMetadata> data =
        store.findLive(PersistentVolumeClaim.class, names.data());
    return identity(data, names, store);
  }

  /**
   * The data and keys that the spec asks for. Before any keys are there, it counts also what the
   * cache does not hold: keys that are minted beside somebody's data would be taken for its own.
   */
  private static Identity planned(LightClusterScope scope, ObjectStore store) {
    Names names = scope.names();
    Optional<PersistentVolumeClaim> data = Optional.empty();
    if (scope.spec().datastore() instanceof EffectiveSpec.PersistentVolume) {
      data = store.find(PersistentVolumeClaim.class, names.data());
      if (data.isEmpty() && store.find(Secret.class, names.clusterCa()).isEmpty()) {
        data = store.findLive(PersistentVolumeClaim.class, names.data());
      }
    }
    return identity(data, names, store);
  }

  private static Identity identity(
      Optional<? extends HasMetadata> data, Names names, ObjectStore store) {
    Stream<Optional<? extends HasMetadata>> keys =
        names.keys().stream().map(name -> store.find(Secret.class, name));
    return new Identity(
        Stream.concat(Stream.of(data), keys).<HasMetadata>flatMap(Optional::stream).toList());
  }

  private static Optional<Pod> pod(StatefulSet server, ObjectStore store) {
    return store
        .find(Pod.class, server.getMetadata().getName() + "-0")
        .filter(pod -> Owner.of(server).controls(pod));
  }

  private Observed.References references(
      LightCluster cluster, ObjectStore store, List<LightCluster> siblings) {
    Optional<Secret> database = secretName(cluster).flatMap(name -> store.find(Secret.class, name));
    return new Observed.References(
        database.map(ExternalDatastore::read),
        database.flatMap(secret -> elderOnSame(cluster, secret, siblings, store)),
        Referenced.read(LightClusterScope.of(cluster), store, ledgers));
  }

  private static Optional<String> elderOnSame(
      LightCluster cluster, Secret secret, List<LightCluster> siblings, ObjectStore store) {
    Predicate<LightCluster> onSame =
        sibling ->
            secretName(sibling)
                .flatMap(name -> store.find(Secret.class, name))
                .filter(other -> ExternalDatastore.isSameDatabase(secret, other))
                .isPresent();
    return siblings.stream()
        .filter(sibling -> AGE.compare(sibling, cluster) < 0)
        .filter(onSame)
        .min(AGE)
        .map(sibling -> sibling.getMetadata().getName());
  }

  private static final Comparator<LightCluster> AGE =
      Comparator.<LightCluster, String>comparing(
              cluster ->
                  Optional.ofNullable(cluster.getMetadata().getCreationTimestamp()).orElse(""))
          .thenComparing(cluster -> Optional.ofNullable(cluster.getMetadata().getUid()).orElse(""));

  private static Optional<String> secretName(LightCluster cluster) {
    return EffectiveSpec.of(cluster).datastore() instanceof EffectiveSpec.ExternalDatabase database
        ? Optional.of(database.secretName())
        : Optional.empty();
  }
}
