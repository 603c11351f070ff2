package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.apply.Applier;
import dev.nestling.core.apply.Identity;
import dev.nestling.core.apply.ObjectSet;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.Names;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.references.Referenced;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.FullClusterScope;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Reads the world for one reconcile: caches for what is watched, GET by name for Secrets, what was
 * learned in the background for everything else.
 */
public final class Observer {
  private final Supplier<ManagementCluster> management;
  private final Background background;
  private final Ledgers ledgers;

  public Observer(Supplier<ManagementCluster> management, Background background, Ledgers ledgers) {
    this.management = management;
    this.background = background;
    this.ledgers = ledgers;
  }

  /**
   * @param pods of the control plane, from a cache
   */
  public Observed observe(FullCluster cluster, ObjectStore store, List<Pod> pods) {
    FullClusterScope scope = FullClusterScope.of(cluster);
    Observed.Own own = own(scope, store, pods);
    return new Observed(
        own,
        management.get(),
        background.learned(scope, own),
        Referenced.read(scope, store, ledgers));
  }

  private static Observed.Own own(FullClusterScope scope, ObjectStore store, List<Pod> pods) {
    ObjectSet ours =
        new ObjectSet(
            Stream.of(workloads(scope, store), members(scope, store), secrets(scope, store))
                .flatMap(found -> found)
                .<HasMetadata>flatMap(Optional::stream)
                .filter(object -> scope.owner().controls(object) || Applier.isRetained(object))
                .toList());
    return new Observed.Own(
        ours,
        pods.stream().filter(pod -> isOfMember(pod, ours) || !isEtcd(pod)).toList(),
        identity(scope, store).takenFrom(scope.owner()));
  }

  private static boolean isEtcd(Pod pod) {
    return Owner.controllerOf(pod)
        .filter(reference -> "StatefulSet".equals(reference.getKind()))
        .isPresent();
  }

  /** A pod that an earlier StatefulSet of the name left is nobody's. */
  private static boolean isOfMember(Pod pod, ObjectSet ours) {
    return ours.all(StatefulSet.class).stream().anyMatch(set -> Owner.of(set).controls(pod));
  }

  private static Stream<Optional<? extends HasMetadata>> workloads(
      FullClusterScope scope, ObjectStore store) {
    Names names = scope.names();
    return Stream.of(
        store.find(Service.class, names.api()),
        store.find(ConfigMap.class, names.apiServer()),
        store.find(Deployment.class, names.apiServer()),
        store.find(Deployment.class, names.controllerManager()),
        store.find(Deployment.class, names.scheduler()));
  }

  private static Stream<Optional<? extends HasMetadata>> members(
      FullClusterScope scope, ObjectStore store) {
    return scope.members().stream()
        .flatMap(
            member ->
                Stream.of(
                    claim(member, store),
                    store.find(ConfigMap.class, member.objectName()),
                    store.find(StatefulSet.class, member.objectName())));
  }

  /**
   * A claim that is missing means lost data, and that is too grave to be believed of a cache, which
   * holds nothing without our labels.
   */
  private static Optional<PersistentVolumeClaim> claim(EtcdMember member, ObjectStore store) {
    return store
        .find(PersistentVolumeClaim.class, member.objectName())
        .or(() -> store.findLive(PersistentVolumeClaim.class, member.objectName()));
  }

  private static Stream<Optional<? extends HasMetadata>> secrets(
      FullClusterScope scope, ObjectStore store) {
    Names names = scope.names();
    Stream<String> members =
        scope.members().stream()
            .map(EtcdMember::objectName)
            .filter(name -> store.find(StatefulSet.class, name).isPresent());
    return Stream.of(
            scope.keyNames().stream(),
            Stream.of(
                names.apiServer(),
                names.konnectivity(),
                names.controllerManager(),
                names.scheduler(),
                names.kubeconfig(),
                names.kubeconfigInternal()),
            members)
        .flatMap(list -> list)
        .map(name -> store.find(Secret.class, name));
  }

  /** Data and keys; the data as the API server has it. */
  static Identity identity(FullClusterScope scope, ObjectStore store) {
    Stream<Optional<? extends HasMetadata>> data =
        scope.members().stream().map(member -> claim(member, store));
    return identity(scope, store, data);
  }

  /** The same with nothing from a cache: what becomes of it can't be taken back. */
  static Identity liveIdentity(FullClusterScope scope, ObjectStore store) {
    Stream<Optional<? extends HasMetadata>> data =
        scope.members().stream()
            .map(member -> store.findLive(PersistentVolumeClaim.class, member.objectName()));
    return identity(scope, store, data);
  }

  private static Identity identity(
      FullClusterScope scope, ObjectStore store, Stream<Optional<? extends HasMetadata>> data) {
    Stream<Optional<? extends HasMetadata>> keys =
        scope.keyNames().stream().map(name -> store.find(Secret.class, name));
    return new Identity(Stream.concat(data, keys).<HasMetadata>flatMap(Optional::stream).toList());
  }
}
