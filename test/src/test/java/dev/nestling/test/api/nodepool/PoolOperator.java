package dev.nestling.test.api.nodepool;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.ssh.SshConnections;
import dev.nestling.nodepool.NodePoolReconciler;
import dev.nestling.nodepool.NodePoolSamples;
import dev.nestling.nodepool.agent.NodeImages;
import dev.nestling.nodepool.claims.ClaimWatch;
import dev.nestling.nodepool.hosting.HostingPools;
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
import dev.nestling.runtime.access.NamespaceAccess;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.test.api.RightsUsed;
import dev.nestling.test.api.ShippedRights;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** The reconciler of pools as it is in production, without an election of its leader. */
public final class PoolOperator implements AutoCloseable {
  private static final Clock CLOCK = Clock.systemUTC();

  final KindMetrics<NodePool, Void> metrics =
      new KindMetrics<>((pool, nothing) -> NodePoolSamples.of(pool));
  private final KubernetesClient client;
  private final ClaimWatch claims;
  private final LedgerWatch ledgers;
  private final SshConnections ssh = new SshConnections();
  private final MachineSupplies machines;
  private final WorkerPools workers;
  private final NamespaceAccess access;
  private final Operator operator;

  private PoolOperator(Config config, Questioning clusters) {
    client = RightsUsed.client(config, "cluster-operator");
    BackgroundEvents<NodePool> events = new BackgroundEvents<>();
    claims =
        new ClaimWatch(
            client, WatchedNamespaces.ALL, pool -> events.changed(pool.namespace(), pool.name()));
    ledgers =
        new LedgerWatch(
                client,
                WatchedNamespaces.ALL,
                claimant -> events.changed(claimant.namespace(), claimant.name()))
            .tellingOfDeletions(pool -> events.changed(pool.namespace(), pool.name()));
    access = ShippedRights.accessOfFullClusters(client);
    operator = Operators.of(client);
    NodeImages images = new NodeImages(new ImageSettings("registry.example", Map.of()));
    machines =
        new MachineSupplies(
            ssh,
            images,
            new MachineFiles(
                new FilesPodStore(client, "nobody-s"), Path.of("target/machine-files")),
            CLOCK,
            pool -> events.changed(pool.namespace(), pool.name()));
    workers =
        new WorkerPools(
            clusters,
            new OperatorCredentials(new SecureMinter(), CLOCK),
            new Supplies(
                access,
                new WorkerPods(ledgers, images),
                machines,
                new MachineShares(machines, ledgers)),
            new SecureMinter(),
            CLOCK,
            pool -> events.changed(pool.namespace(), pool.name()));
    var reconciler =
        new NodePoolReconciler(
            new NodePoolReconciler.Parts(
                access,
                new HostingPools(claims, CLOCK),
                workers,
                new SharedMachines(claims, machines, CLOCK),
                events,
                metrics,
                CLOCK));
    operator.register(reconciler, reconciler::updateConfigurationFrom);
  }

  public static PoolOperator start(Config config) {
    return start(config, PoolOperator::nobody);
  }

  /**
   * @param clusters that get nodes
   */
  public static PoolOperator start(Config config, Questioning clusters) {
    PoolOperator started = new PoolOperator(config, clusters);
    started.operator.start();
    started.access.start();
    return started;
  }

  private static HttpAnswer nobody(NestedTarget target, HttpQuestion question, Duration patience)
      throws IOException {
    throw new IOException("there are no clusters here");
  }

  @Override
  public void close() {
    Operators.stop(operator);
    access.close();
    workers.close();
    machines.close();
    ssh.close();
    ledgers.close();
    claims.close();
    client.close();
  }
}
