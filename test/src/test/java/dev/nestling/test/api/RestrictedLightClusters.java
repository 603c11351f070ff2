package dev.nestling.test.api;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.lightcluster.LightClusterPlanner;
import dev.nestling.lightcluster.LightClusterReconciler;
import dev.nestling.lightcluster.LightClusterSamples;
import dev.nestling.lightcluster.NestedKeeper;
import dev.nestling.lightcluster.Observer;
import dev.nestling.lightcluster.Parts;
import dev.nestling.lightcluster.Probes;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.LedgerWatch;
import dev.nestling.runtime.ManagementClusterReader;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.util.Map;

/** The operator of LightClusters with exactly the rights that config/rbac gives it. */
public final class RestrictedLightClusters implements AutoCloseable {
  private final BackgroundEvents<LightCluster> events = new BackgroundEvents<>();
  private final HealthMonitor monitor =
      new HealthMonitor(
          new HttpsNestedCluster(Clock.systemUTC()),
          Clock.systemUTC(),
          key -> events.changed(key.namespace(), key.cluster()));
  private final ContentKeeper content =
      new ContentKeeper(new HttpsClient(), key -> events.changed(key.namespace(), key.cluster()));
  private final KubernetesClient client;
  private final ManagementClusterReader management;
  private final LedgerWatch ledgers;
  private final Access access;
  private final Operator operator;

  private RestrictedLightClusters(Config restricted, WatchedNamespaces namespaces) {
    client = RightsUsed.client(restricted, "lightcluster-operator");
    management = new ManagementClusterReader(client, namespaces);
    ledgers =
        new LedgerWatch(
            client, namespaces, claimant -> events.changed(claimant.namespace(), claimant.name()));
    access = ShippedRights.accessOfLightClusters(client, namespaces);
    operator = Operators.of(client);
  }

  /** Gives the management cluster a class of storage, which clusters ask for. */
  public static RestrictedLightClusters start(ManagementApi.Server server, Config restricted) {
    return start(server, restricted, WatchedNamespaces.ALL);
  }

  /** The same of one that looks at some namespaces alone. */
  static RestrictedLightClusters start(
      ManagementApi.Server server, Config restricted, WatchedNamespaces namespaces) {
    StandardClass.install(server.client());
    RestrictedLightClusters started = new RestrictedLightClusters(restricted, namespaces);
    started.start();
    return started;
  }

  private void start() {
    ImageSettings images = new ImageSettings("registry.nestling.dev", Map.of());
    NestedKeeper inside =
        new NestedKeeper(content, new OperatorCredentials(new SecureMinter(), Clock.systemUTC()));
    LightClusterReconciler reconciler =
        new LightClusterReconciler(
            new Parts(
                access,
                new Observer(management.start(), monitor, inside, ledgers),
                new LightClusterPlanner(images),
                new Probes(monitor),
                inside,
                events,
                new EventRecorder("lightcluster-operator"),
                new KindMetrics<>(LightClusterSamples::of),
                images,
                new SecureMinter(),
                Clock.systemUTC()));
    operator.register(reconciler, reconciler::updateConfigurationFrom);
    operator.start();
    access.start();
  }

  @Override
  public void close() {
    Operators.stop(operator);
    monitor.close();
    content.close();
    management.close();
    access.close();
    ledgers.close();
    client.close();
  }
}
