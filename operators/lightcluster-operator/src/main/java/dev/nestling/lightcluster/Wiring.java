package dev.nestling.lightcluster;

import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.plan.ImageSettings;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.arc.Unremovable;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Puts the operator together; the only place that knows the container it runs in. */
@Singleton
public class Wiring {

  @Produces
  @Singleton
  HealthEvents healthEvents() {
    return new HealthEvents();
  }

  @Produces
  @Singleton
  HealthMonitor monitor(HealthEvents events) {
    Clock clock = Clock.systemUTC();
    return new HealthMonitor(new HttpsNestedCluster(clock), clock, events::changed);
  }

  void close(@Disposes HealthMonitor monitor) {
    monitor.close();
  }

  @Produces
  @Singleton
  ManagementClusterReader management(KubernetesClient client) {
    return new ManagementClusterReader(client).start();
  }

  void close(@Disposes ManagementClusterReader management) {
    management.close();
  }

  @Produces
  @Singleton
  @Unremovable
  Parts parts(
      Settings settings,
      HealthEvents events,
      HealthMonitor monitor,
      ManagementClusterReader management) {
    ImageSettings images =
        new ImageSettings(settings.images().registry(), settings.images().overrides());
    return new Parts(
        new Observer(management, monitor),
        new LightClusterPlanner(images),
        new Probes(monitor),
        events,
        new EventRecorder(),
        images,
        new SecureMinter(),
        Clock.systemUTC());
  }
}
