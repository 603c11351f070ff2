package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.ssh.SshConnections;
import dev.nestling.fullcluster.Settings;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.claims.ClaimWatch;
import dev.nestling.nodepool.hosting.HostingPools;
import dev.nestling.nodepool.hosting.NodesOutOfReach;
import dev.nestling.nodepool.machines.MachineSupplies;
import dev.nestling.nodepool.machines.files.FilesPodStore;
import dev.nestling.nodepool.machines.files.MachineFiles;
import dev.nestling.nodepool.machines.sharing.MachineShares;
import dev.nestling.nodepool.machines.sharing.SharedMachines;
import dev.nestling.nodepool.workerpods.WorkerPods;
import dev.nestling.nodepool.workers.Supplies;
import dev.nestling.nodepool.workers.WorkerPools;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.LedgerWatch;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;

/** Puts the reconciler of pools together. */
@Singleton
public class PoolWiring {
  private static final Clock CLOCK = Clock.systemUTC();

  @Produces
  @Singleton
  BackgroundEvents<NodePool> backgroundEvents() {
    return new BackgroundEvents<>();
  }

  @Produces
  @Singleton
  ClaimWatch claims(
      KubernetesClient client, WatchedNamespaces namespaces, BackgroundEvents<NodePool> events) {
    return new ClaimWatch(
        client, namespaces, pool -> events.changed(pool.namespace(), pool.name()));
  }

  @Produces
  @Singleton
  WorkerPods workerPods(Settings settings, LedgerWatch ledgers) {
    return new WorkerPods(ledgers, images(settings));
  }

  private static NodeImages images(Settings settings) {
    return new NodeImages(
        new ImageSettings(settings.images().ownRegistry(), settings.images().overrides()));
  }

  @Produces
  @Singleton
  SshConnections ssh() {
    return new SshConnections();
  }

  @Produces
  @Singleton
  MachineSupplies machines(
      Settings settings,
      SshConnections ssh,
      KubernetesClient client,
      BackgroundEvents<NodePool> events) {
    String namespace = settings.namespace().orElseGet(client::getNamespace);
    return new MachineSupplies(
        ssh,
        images(settings),
        new MachineFiles(
            new FilesPodStore(client, namespace),
            Path.of(System.getProperty("java.io.tmpdir"), "machine-files")),
        CLOCK,
        pool -> events.changed(pool.namespace(), pool.name()));
  }

  @Produces
  @Singleton
  WorkerPools workers(
      HttpsClient https,
      OperatorCredentials credentials,
      Access access,
      WorkerPods pods,
      MachineSupplies machines,
      LedgerWatch ledgers,
      BackgroundEvents<NodePool> events) {
    return new WorkerPools(
        (target, question, patience) -> https.ask(target.https(), question, patience),
        credentials,
        new Supplies(access, pods, machines, new MachineShares(machines, ledgers)),
        new SecureMinter(),
        CLOCK,
        pool -> events.changed(pool.namespace(), pool.name()));
  }

  void close(@Disposes WorkerPools workers) {
    workers.close();
  }

  void close(@Disposes MachineSupplies machines) {
    machines.close();
  }

  void close(@Disposes SshConnections ssh) {
    ssh.close();
  }

  void close(@Disposes ClaimWatch claims) {
    claims.close();
  }

  @Produces
  @Singleton
  KindMetrics<NodePool, Void> metrics() {
    return new KindMetrics<>((pool, nothing) -> NodePoolSamples.of(pool));
  }

  @Produces
  @Singleton
  @Unremovable
  NodePoolReconciler.Parts parts(
      WatchedNamespaces namespaces,
      Access access,
      ClaimWatch claims,
      WorkerPools workers,
      MachineSupplies machines,
      LedgerWatch ledgers,
      BackgroundEvents<NodePool> events,
      KindMetrics<NodePool, Void> metrics) {
    ledgers.tellingOfDeletions(pool -> events.changed(pool.namespace(), pool.name()));
    return new NodePoolReconciler.Parts(
        access,
        namespaces.areAll() ? new HostingPools(claims, CLOCK) : new NodesOutOfReach(CLOCK),
        workers,
        new SharedMachines(claims, machines, CLOCK),
        events,
        metrics,
        CLOCK);
  }
}
