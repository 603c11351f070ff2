package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
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
import java.time.Instant;
import java.util.List;

/** Puts the operator together; the only place that knows the container it runs in. */
@Singleton
public class Wiring {

  @Produces
  @Singleton
  BackgroundEvents<LightCluster> backgroundEvents() {
    return new BackgroundEvents<>();
  }

  @Produces
  @Singleton
  HealthMonitor monitor(BackgroundEvents<LightCluster> events) {
    Clock clock = Clock.systemUTC();
    return new HealthMonitor(
        new HttpsNestedCluster(clock),
        clock,
        key -> events.changed(key.namespace(), key.cluster()));
  }

  void close(@Disposes HealthMonitor monitor) {
    monitor.close();
  }

  @Produces
  @Singleton
  ContentKeeper content(BackgroundEvents<LightCluster> events) {
    return new ContentKeeper(
        new HttpsClient(), key -> events.changed(key.namespace(), key.cluster()));
  }

  void close(@Disposes ContentKeeper content) {
    content.close();
  }

  @Produces
  @Singleton
  NestedKeeper inside(ContentKeeper content) {
    return new NestedKeeper(
        content, new OperatorCredentials(new SecureMinter(), Clock.systemUTC()));
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
  LedgerWatch ledgers(
      KubernetesClient client,
      WatchedNamespaces namespaces,
      BackgroundEvents<LightCluster> events) {
    String kind = HasMetadata.getKind(LightCluster.class);
    return new LedgerWatch(
        client,
        namespaces,
        claimant -> {
          if (kind.equals(claimant.kind())) {
            events.changed(claimant.namespace(), claimant.name());
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
        "nestling-lightcluster-operator",
        List.of(Use.of(LightCluster.class)),
        Clock.systemUTC());
  }

  void leads(@Observes LeadershipBegun event, Access access) {
    access.start();
  }

  void close(@Disposes Access access) {
    access.close();
  }

  @Produces
  @Singleton
  KindMetrics<LightCluster, Instant> metrics() {
    return new KindMetrics<>(LightClusterSamples::of);
  }

  @Produces
  @Singleton
  @Unremovable
  Parts parts(
      Settings settings,
      Access access,
      BackgroundEvents<LightCluster> events,
      KindMetrics<LightCluster, Instant> metrics,
      HealthMonitor monitor,
      NestedKeeper inside,
      ManagementClusterReader management,
      LedgerWatch ledgers) {
    ImageSettings images =
        new ImageSettings(settings.images().registry(), settings.images().overrides());
    return new Parts(
        access,
        new Observer(management, monitor, inside, ledgers),
        new LightClusterPlanner(images),
        new Probes(monitor),
        inside,
        events,
        new EventRecorder("lightcluster-operator"),
        metrics,
        images,
        new SecureMinter(),
        Clock.systemUTC());
  }
}
