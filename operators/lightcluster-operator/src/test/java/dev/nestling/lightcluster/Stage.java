package dev.nestling.lightcluster;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.LightClusterSpec;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.FixedMinter;
import dev.nestling.testing.OperatorStage;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mock API server with our operator on it. */
final class Stage extends OperatorStage<LightClusterSpec, LightCluster> {
  final KindMetrics<LightCluster, Instant> metrics = new KindMetrics<>(LightClusterSamples::of);
  private @Nullable HealthMonitor monitor;
  private @Nullable ContentKeeper keeper;

  Stage() {
    super(LightCluster.class);
  }

  static LightCluster cluster(String name, String spec) {
    return cluster(LightCluster.class, name, spec);
  }

  @Override
  public Stage startOperator() {
    super.startOperator();
    return this;
  }

  @Override
  protected Reconciler<LightCluster> reconciler() {
    BackgroundEvents<LightCluster> events = new BackgroundEvents<>();
    HealthMonitor answers =
        new HealthMonitor(nested, clock, key -> events.changed(key.namespace(), key.cluster()));
    monitor = answers;
    ContentKeeper content =
        new ContentKeeper(new HttpsClient(), key -> events.changed(key.namespace(), key.cluster()));
    keeper = content;
    NestedKeeper inside =
        new NestedKeeper(content, new OperatorCredentials(new FixedMinter(), clock));
    ImageSettings images = new ImageSettings("registry.nestling.dev", Map.of());
    return new LightClusterReconciler(
        new Parts(
            Access.EVERYWHERE,
            new Observer(() -> MANAGEMENT, answers, inside, Ledgers.NONE),
            new LightClusterPlanner(images),
            new Probes(answers),
            inside,
            events,
            new EventRecorder("lightcluster-operator"),
            metrics,
            images,
            new FixedMinter(),
            clock));
  }

  @Override
  protected void endBackground() {
    Optional.ofNullable(monitor).ifPresent(HealthMonitor::close);
    Optional.ofNullable(keeper).ifPresent(ContentKeeper::close);
    monitor = null;
    keeper = null;
  }

  @Override
  protected @Nullable List<Condition> conditions(LightCluster cluster) {
    return cluster.getStatus() == null ? null : cluster.getStatus().conditions();
  }
}
