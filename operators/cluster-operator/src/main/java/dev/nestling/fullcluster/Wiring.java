package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.nodepool.purpose.HardwareUse;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.LeadershipBegun;
import dev.nestling.runtime.LedgerWatch;
import dev.nestling.runtime.ManagementClusterReader;
import dev.nestling.runtime.WatchedNamespaces;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.access.Use;
import dev.nestling.runtime.metrics.KindMetrics;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Puts the operator together; the only place that knows the container it runs in. */
@Singleton
public class Wiring {
  private static final Clock CLOCK = Clock.systemUTC();

  @Produces
  @Singleton
  BackgroundEvents<FullCluster> backgroundEvents() {
    return new BackgroundEvents<>();
  }

  @Produces
  @Singleton
  HealthMonitor health(BackgroundEvents<FullCluster> events) {
    return new HealthMonitor(
        new HttpsNestedCluster(CLOCK),
        CLOCK,
        (ProbeKey key) -> events.changed(key.namespace(), key.cluster()));
  }

  void close(@Disposes HealthMonitor health) {
    health.close();
  }

  @Produces
  @Singleton
  EtcdMonitor etcd(BackgroundEvents<FullCluster> events) {
    return new EtcdMonitor(CLOCK, key -> events.changed(key.namespace(), key.cluster()));
  }

  void close(@Disposes EtcdMonitor etcd) {
    etcd.close();
  }

  @Produces
  @Singleton
  HttpsClient https() {
    return new HttpsClient();
  }

  @Produces
  @Singleton
  OperatorCredentials credentials() {
    return new OperatorCredentials(new SecureMinter(), CLOCK);
  }

  @Produces
  @Singleton
  ContentKeeper content(
      HttpsClient https, BackgroundEvents<FullCluster> events, HealthMonitor health) {
    return new ContentKeeper(
        https,
        key -> {
          for (ProbeKey.Route route : ProbeKey.Route.values()) {
            health.poke(new ProbeKey(key.namespace(), key.cluster(), route));
          }
          events.changed(key.namespace(), key.cluster());
        });
  }

  void close(@Disposes ContentKeeper content) {
    content.close();
  }

  @Produces
  @Singleton
  ManagementClusterReader management(KubernetesClient client, WatchedNamespaces namespaces) {
    return new ManagementClusterReader(client, namespaces).start();
  }

  void close(@Disposes ManagementClusterReader management) {
    management.close();
  }

  @Produces
  @Singleton
  Background background(
      HealthMonitor health,
      EtcdMonitor etcd,
      ContentKeeper content,
      OperatorCredentials credentials) {
    return new Background(health, etcd, content, credentials);
  }

  @Produces
  @Singleton
  LedgerWatch ledgers(
      KubernetesClient client,
      WatchedNamespaces namespaces,
      BackgroundEvents<FullCluster> clusters,
      BackgroundEvents<NodePool> pools) {
    String kind = HasMetadata.getKind(FullCluster.class);
    return new LedgerWatch(
        client,
        namespaces,
        claimant -> {
          if (claimant.isPool()) {
            pools.changed(claimant.namespace(), claimant.name());
          } else if (kind.equals(claimant.kind())) {
            clusters.changed(claimant.namespace(), claimant.name());
          }
        });
  }

  void close(@Disposes LedgerWatch ledgers) {
    ledgers.close();
  }

  @Produces
  @Singleton
  Access access(KubernetesClient client, WatchedNamespaces namespaces) {
    return Access.of(
        client,
        namespaces,
        "nestling-cluster-operator",
        List.of(Use.of(FullCluster.class), Use.of(NodePool.class), new HardwareUse()),
        CLOCK);
  }

  void leads(@Observes LeadershipBegun event, Access access) {
    access.start();
  }

  void close(@Disposes Access access) {
    access.close();
  }

  @Produces
  @Singleton
  KindMetrics<FullCluster, FullClusterFindings> metrics() {
    return new KindMetrics<>(FullClusterSamples::of);
  }

  @Produces
  @Singleton
  @Unremovable
  Parts parts(
      Settings settings,
      Access access,
      KubernetesClient client,
      ManagementClusterReader management,
      Background background,
      LedgerWatch ledgers,
      BackgroundEvents<FullCluster> events,
      KindMetrics<FullCluster, FullClusterFindings> metrics) {
    ImageSettings images =
        new ImageSettings(settings.images().registry(), settings.images().overrides());
    String namespace = settings.namespace().orElseGet(client::getNamespace);
    return new Parts(
        access,
        new Observer(management, background, ledgers),
        new FullClusterPlanner(new FullClusterPlanner.Surroundings(images, namespace)),
        background,
        events,
        new EventRecorder("cluster-operator"),
        metrics,
        new SecureMinter(),
        CLOCK);
  }
}
