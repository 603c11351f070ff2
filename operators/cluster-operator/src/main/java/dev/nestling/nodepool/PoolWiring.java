package dev.nestling.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
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

  void close(@Disposes ClaimWatch claims) {
    claims.close();
  }

  @Produces
  @Singleton
  @Unremovable
  NodePoolReconciler.Parts parts(
      ClaimWatch claims, LedgerWatch ledgers, BackgroundEvents<NodePool> events) {
    ledgers.tellingOfDeletions(pool -> events.changed(pool.namespace(), pool.name()));
    return new NodePoolReconciler.Parts(claims, events, Clock.systemUTC());
  }
}
