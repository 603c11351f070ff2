package dev.nestling.test.api.fullcluster;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.etcd.EtcdApi;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.fullcluster.Background;
import dev.nestling.fullcluster.FullClusterPlanner;
import dev.nestling.fullcluster.FullClusterReconciler;
import dev.nestling.fullcluster.FullClusterSamples;
import dev.nestling.fullcluster.Observer;
import dev.nestling.fullcluster.Parts;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.test.api.Death;
import dev.nestling.testing.Operators;
import dev.nestling.testing.ScriptedContent;
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
 * answer at once and take what is applied, etcd is a script, the management cluster is an ordinary
 * one.
 */
final class FullOperator implements AutoCloseable {
  private static final ManagementCluster ORDINARY =
      new ManagementCluster(
          List.of("10.181.0.0/16"),
          List.of("10.180.0.0/16"),
          List.of(new ManagementCluster.NodeAddress("n1", "192.0.2.11")),
          List.of(new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of());

  private final Death death = new Death();
  private final KubernetesClient client;
  private final HealthMonitor health;
  private final EtcdMonitor members;
  private final ContentKeeper content;
  private final Operator operator;

  private FullOperator(Config config, String namespace, EtcdApi etcd) {
    client =
        new KubernetesClientBuilder()
            .withConfig(config)
            .withHttpClientBuilderConsumer(
                builder -> builder.addOrReplaceInterceptor("death", death))
            .build();
    Clock clock = Clock.systemUTC();
    BackgroundEvents<FullCluster> events = new BackgroundEvents<>();
    health =
        new HealthMonitor(
            new ScriptedNestedCluster().answerAll(new Health.Answered("v1.36.3", Instant.now())),
            clock,
            key -> events.changed(key.namespace(), key.cluster()));
    members = new EtcdMonitor(etcd, clock, key -> events.changed(key.namespace(), key.cluster()));
    content =
        new ContentKeeper(
            new ScriptedContent(),
            key -> events.changed(key.namespace(), key.cluster()),
            ContentKeeper.Settings.standard());
    operator = Operators.of(client);
    FullClusterReconciler reconciler = reconciler(clock, events);
    operator.register(
        reconciler,
        settings -> {
          reconciler.updateConfigurationFrom(settings);
          settings.settingNamespace(namespace);
        });
  }

  private FullClusterReconciler reconciler(Clock clock, BackgroundEvents<FullCluster> events) {
    Background background =
        new Background(
            health, members, content, new OperatorCredentials(new SecureMinter(), clock));
    return new FullClusterReconciler(
        new Parts(
            Access.EVERYWHERE,
            new Observer(() -> ORDINARY, background, Ledgers.NONE),
            new FullClusterPlanner(
                new FullClusterPlanner.Surroundings(
                    new ImageSettings("registry.nestling.dev", Map.of()), "nestling-system")),
            background,
            events,
            new EventRecorder("cluster-operator"),
            new KindMetrics<>(FullClusterSamples::of),
            new SecureMinter(),
            clock));
  }

  /** One that lives for as long as the test lets it. */
  static FullOperator start(Config config, String namespace, EtcdApi etcd) {
    return start(config, namespace, etcd, Integer.MAX_VALUE, Death.Cut.BEFORE_COMMIT);
  }

  /** One that dies at a write. */
  static FullOperator start(
      Config config, String namespace, EtcdApi etcd, int write, Death.Cut cut) {
    FullOperator instance = new FullOperator(config, namespace, etcd);
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
    content.close();
    members.close();
    health.close();
    client.close();
  }
}
