package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.Settings;
import dev.nestling.nodepool.hosting.ClaimWatch;
import dev.nestling.nodepool.hosting.HostingPools;
import dev.nestling.nodepool.workerpods.WorkerPods;
import dev.nestling.nodepool.workers.WorkerPools;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.LedgerWatch;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
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
  ClaimWatch claims(KubernetesClient client, BackgroundEvents<NodePool> events) {
    return new ClaimWatch(client, pool -> events.changed(pool.namespace(), pool.name()));
  }

  @Produces
  @Singleton
  WorkerPods workerPods(Settings settings, LedgerWatch ledgers) {
    return new WorkerPods(
        ledgers, new ImageSettings(settings.images().registry(), settings.images().overrides()));
  }

  @Produces
  @Singleton
  WorkerPools workers(
      HttpsClient https,
      OperatorCredentials credentials,
      WorkerPods pods,
      BackgroundEvents<NodePool> events) {
    return new WorkerPools(
        (target, question, patience) -> https.ask(target.https(), question, patience),
        credentials,
        pods,
        new SecureMinter(),
        CLOCK,
        pool -> events.changed(pool.namespace(), pool.name()));
  }

  void close(@Disposes WorkerPools workers) {
    workers.close();
  }

  void close(@Disposes ClaimWatch claims) {
    claims.close();
  }

  @Produces
  @Singleton
  @Unremovable
  NodePoolReconciler.Parts parts(
      ClaimWatch claims,
      WorkerPools workers,
      LedgerWatch ledgers,
      BackgroundEvents<NodePool> events) {
    ledgers.tellingOfDeletions(pool -> events.changed(pool.namespace(), pool.name()));
    return new NodePoolReconciler.Parts(new HostingPools(claims, CLOCK), workers, events, CLOCK);
  }
}
