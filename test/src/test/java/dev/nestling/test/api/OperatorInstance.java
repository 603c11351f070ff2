package dev.nestling.test.api;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.placement.Ledgers;
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
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.Operators;
import dev.nestling.testing.ScriptedNestedCluster;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operator of one namespace, as it is in production but for what it asks: nested clusters
 * answer at once, the management cluster is an ordinary one.
 */
public final class OperatorInstance implements AutoCloseable {
  private static final ManagementCluster ORDINARY =
      new ManagementCluster(
          List.of("10.181.0.0/16"),
          List.of("10.180.0.0/16"),
          List.of(new ManagementCluster.NodeAddress("n1", "192.0.2.11")),
          List.of(new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of());

  private final Death death = new Death();
  private final KubernetesClient client;
  private final HealthMonitor monitor;
  private final ContentKeeper content;
  private final Operator operator;

  private OperatorInstance(Config config, String namespace) {
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("death", death))
            .build();
    Clock clock = Clock.systemUTC();
    BackgroundEvents<LightCluster> events = new BackgroundEvents<>();
    ScriptedNestedCluster nested =
        new ScriptedNestedCluster().answerAll(new Health.Answered("v1.36.3", Instant.now()));
    monitor =
        new HealthMonitor(nested, clock, key -> events.changed(key.namespace(), key.cluster()));
    content = new ContentKeeper(new HttpsClient(), key -> {});
    NestedKeeper inside =
        new NestedKeeper(content, new OperatorCredentials(new SecureMinter(), clock));
    ImageSettings images = new ImageSettings("registry.nestling.dev", Map.of());
    LightClusterReconciler reconciler =
        new LightClusterReconciler(
            new Parts(
                Access.EVERYWHERE,
                new Observer(() -> ORDINARY, monitor, inside, Ledgers.NONE),
                new LightClusterPlanner(images),
                new Probes(monitor),
                inside,
                events,
                new EventRecorder("lightcluster-operator"),
                new KindMetrics<>(LightClusterSamples::of),
                images,
                new SecureMinter(),
                clock));
    operator = Operators.of(client);
    operator.register(
        reconciler,
        settings -> {
          reconciler.updateConfigurationFrom(settings);
          settings.settingNamespace(namespace);
        });
  }

  /**
   * @param config whose rights the operator has
   */
  public static OperatorInstance start(Config config, String namespace) {
    return start(config, namespace, Integer.MAX_VALUE, Death.Cut.BEFORE_COMMIT);
  }

  /** One that dies at a write. */
  static OperatorInstance start(Config config, String namespace, int write, Death.Cut cut) {
    OperatorInstance instance = new OperatorInstance(config, namespace);
    instance.death.at(write, cut);
    instance.operator.start();
    return instance;
  }

  Death death() {
    return death;
  }

  @Override
  public void close() {
    Operators.stop(operator);
    monitor.close();
    content.close();
    client.close();
  }
}
