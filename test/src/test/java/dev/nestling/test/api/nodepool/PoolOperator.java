package dev.nestling.test.api.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.nodepool.ClaimWatch;
import dev.nestling.nodepool.NodePoolReconciler;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.LedgerWatch;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;

/** The reconciler of pools as it is in production, without an election of its leader. */
final class PoolOperator implements AutoCloseable {
  private final KubernetesClient client;
  private final ClaimWatch claims;
  private final LedgerWatch ledgers;
  private final Operator operator;

  private PoolOperator(Config config) {
    client = new KubernetesClientBuilder().withConfig(config).build();
    BackgroundEvents<NodePool> events = new BackgroundEvents<>();
    claims = new ClaimWatch(client, pool -> events.changed(pool.namespace(), pool.name()));
    ledgers =
        new LedgerWatch(client, claimant -> {})
            .tellingOfDeletions(pool -> events.changed(pool.namespace(), pool.name()));
    operator =
        new Operator(
            settings -> settings.withKubernetesClient(client).withCloseClientOnStop(false));
    var reconciler =
        new NodePoolReconciler(new NodePoolReconciler.Parts(claims, events, Clock.systemUTC()));
    operator.register(reconciler, reconciler::updateConfigurationFrom);
  }

  static PoolOperator start(Config config) {
    PoolOperator started = new PoolOperator(config);
    started.operator.start();
    return started;
  }

  @Override
  public void close() {
    operator.stop();
    ledgers.close();
    claims.close();
    client.close();
  }
}
