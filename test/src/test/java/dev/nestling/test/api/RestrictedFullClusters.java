package dev.nestling.test.api;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.etcd.EtcdApi;
import dev.nestling.core.etcd.EtcdClient;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.nested.NestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.Background;
import dev.nestling.fullcluster.FullClusterPlanner;
import dev.nestling.fullcluster.FullClusterReconciler;
import dev.nestling.fullcluster.FullClusterSamples;
import dev.nestling.fullcluster.Observer;
import dev.nestling.fullcluster.Parts;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.LedgerWatch;
import dev.nestling.runtime.ManagementClusterReader;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.NamespaceAccess;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;

/** The operator of FullClusters with exactly the rights that config/rbac gives it. */
public final class RestrictedFullClusters implements AutoCloseable {
  private static final Clock CLOCK = Clock.systemUTC();

  private final BackgroundEvents<FullCluster> events = new BackgroundEvents<>();
  private final HealthMonitor health;
  private final EtcdMonitor etcd;
  private final ContentKeeper content = new ContentKeeper(new HttpsClient(), key -> {});
  private final KubernetesClient client;
  private final LedgerWatch ledgers;
  private final ManagementClusterReader management;
  private final NamespaceAccess access;
  private final Operator operator;

  private RestrictedFullClusters(Config restricted, EtcdApi members, NestedCluster nested) {
    health =
        new HealthMonitor(nested, CLOCK, key -> events.changed(key.namespace(), key.cluster()));
    etcd = new EtcdMonitor(members, CLOCK, key -> events.changed(key.namespace(), key.cluster()));
    client = RightsUsed.client(restricted, "cluster-operator");
    ledgers =
        new LedgerWatch(
            client,
            WatchedNamespaces.ALL,
            claimant -> events.changed(claimant.namespace(), claimant.name()));
    management = new ManagementClusterReader(client, WatchedNamespaces.ALL);
    access = ShippedRights.accessOfFullClusters(client);
    operator = Operators.of(client);
  }

  /** As in production: whoever is asked does not answer, because nothing runs. */
  static RestrictedFullClusters start(ManagementApi.Server server) throws IOException {
    return start(server, new EtcdClient(new HttpsClient()), new HttpsNestedCluster(CLOCK));
  }

  /**
   * @param members of etcd, as they are asked
   * @param nested APIs, as they are asked
   */
  public static RestrictedFullClusters start(
      ManagementApi.Server server, EtcdApi members, NestedCluster nested) throws IOException {
    StandardClass.install(server.client());
    Config restricted = ShippedRights.installForFullClusters(server);
    RestrictedFullClusters started = new RestrictedFullClusters(restricted, members, nested);
    started.start();
    return started;
  }

  private void start() {
    Background background =
        new Background(health, etcd, content, new OperatorCredentials(new SecureMinter(), CLOCK));
    FullClusterReconciler reconciler =
        new FullClusterReconciler(
            new Parts(
                access,
                new Observer(management.start(), background, ledgers),
                new FullClusterPlanner(
                    new FullClusterPlanner.Surroundings(
                        new ImageSettings("registry.nestling.dev", Map.of()), "nestling-system")),
                background,
                events,
                new EventRecorder("cluster-operator"),
                new KindMetrics<>(FullClusterSamples::of),
                new SecureMinter(),
                CLOCK));
    operator.register(reconciler, reconciler::updateConfigurationFrom);
    operator.start();
    access.start();
  }

  @Override
  public void close() {
    Operators.stop(operator);
    content.close();
    etcd.close();
    health.close();
    management.close();
    access.close();
    ledgers.close();
    client.close();
  }
}
