package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.ProbeKey;
import dev.nestling.core.objects.AdminKubeconfig;
import dev.nestling.core.objects.InternalKubeconfigSecret;
import dev.nestling.core.objects.Signer;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.lightcluster.objects.LightClusterScope;
import dev.nestling.testing.ScriptedNestedCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A monitor that asks once an hour hears of an outage from the StatefulSet. */
class ProbesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final LightClusterScope scope = LightClusterScope.of(Stage.cluster("c", ""));
  private final ScriptedNestedCluster nested = new ScriptedNestedCluster();
  private final HealthMonitor monitor =
      new HealthMonitor(
          nested,
          InstantSource.fixed(NOW),
          changed -> {},
          new HealthMonitor.Settings(
              Thread.ofVirtual().factory(), 1, (last, unanswered) -> Duration.ofHours(1)));
  private final Probes probes = new Probes(monitor);
  private final Secret kubeconfig = kubeconfig();

  @AfterEach
  void stop() {
    monitor.close();
  }

  @Test
  void aServerThatIsNotReadyAnyMoreIsAskedAtOnce() {
    nested.answerAll(new Health.Answered("v1.36.3", NOW));
    probes.aim(scope, world(1));
    await("the first answer").until(() -> health().answered());
    int asked = nested.asked().size();

    probes.aim(scope, world(1));
    probes.aim(scope, world(0));

    await("one more question").until(() -> nested.asked().size() == asked + 1);
  }

  @Test
  void aServerThatNeverAnsweredIsAskedInItsTurn() {
    probes.aim(scope, world(0));
    await("the first question").until(() -> health() instanceof Health.Unreachable);

    probes.aim(scope, world(0));

    await("no question").during(Duration.ofMillis(300)).until(() -> nested.asked().size() == 1);
    assertThat(health().answered()).isFalse();
  }

  private Health health() {
    return monitor.health(Observer.key(scope, ProbeKey.Route.SERVICE));
  }

  private Observed world(int readyReplicas) {
    StatefulSet server =
        new StatefulSetBuilder()
            .withNewMetadata()
            .withName(scope.names().server())
            .endMetadata()
            .withNewStatus()
            .withReadyReplicas(readyReplicas)
            .endStatus()
            .build();
    Service service =
        new ServiceBuilder()
            .withNewMetadata()
            .withName(scope.names().api())
            .endMetadata()
            .withNewSpec()
            .withClusterIP("10.96.1.2")
            .endSpec()
            .build();
    List<HasMetadata> objects = List.of(server, service, kubeconfig);
    return new Observed(
        new Observed.Own(objects, Optional.empty(), List.of()),
        Observed.References.NONE,
        new ManagementCluster(List.of(), List.of(), List.of(), List.of(), Set.of()),
        Observed.HealthFacts.NEVER_ASKED);
  }

  private Secret kubeconfig() {
    var minter = new SecureMinter();
    var signer = new Signer(minter.certificateAuthority("kubernetes", NOW), minter, NOW);
    return InternalKubeconfigSecret.build(
        scope,
        signer.authority().certificatePem(),
        AdminKubeconfig.credentials(Optional.empty(), signer));
  }
}
