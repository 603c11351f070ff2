package dev.nestling.fullcluster;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.FullClusterSpec;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.access.Access;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.FixedMinter;
import dev.nestling.testing.OperatorStage;
import dev.nestling.testing.ScriptedContent;
import dev.nestling.testing.etcd.Places;
import dev.nestling.testing.etcd.ScriptedEtcd;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mock API server with our operator on it, and an etcd whose members live in their claims. */
final class Stage extends OperatorStage<FullClusterSpec, FullCluster> {
  final ScriptedEtcd etcd = new ScriptedEtcd(this::place);
  final ScriptedContent content = new ScriptedContent();
  final KindMetrics<FullCluster, FullClusterFindings> metrics =
      new KindMetrics<>(FullClusterSamples::of);
  private @Nullable HealthMonitor health;
  private @Nullable EtcdMonitor members;
  private @Nullable ContentKeeper keeper;

  Stage() {
    super(FullCluster.class);
  }

  @Override
  public Stage startOperator() {
    super.startOperator();
    return this;
  }

  @Override
  protected Reconciler<FullCluster> reconciler() {
    BackgroundEvents<FullCluster> events = new BackgroundEvents<>();
    var answers =
        new HealthMonitor(nested, clock, key -> events.changed(key.namespace(), key.cluster()));
    var looks = new EtcdMonitor(etcd, clock, key -> events.changed(key.namespace(), key.cluster()));
    var keeping =
        new ContentKeeper(
            content,
            key -> events.changed(key.namespace(), key.cluster()),
            ContentKeeper.Settings.standard());
    health = answers;
    members = looks;
    keeper = keeping;
    var background =
        new Background(answers, looks, keeping, new OperatorCredentials(new FixedMinter(), clock));
    ImageSettings images = new ImageSettings("registry.k8s.io", Map.of());
    return new FullClusterReconciler(
        new Parts(
            Access.EVERYWHERE,
            new Observer(() -> MANAGEMENT, background, Ledgers.NONE),
            new FullClusterPlanner(new FullClusterPlanner.Surroundings(images, "nestling-system")),
            background,
            events,
            new EventRecorder("cluster-operator"),
            metrics,
            new FixedMinter(),
            clock));
  }

  @Override
  protected void endBackground() {
    Optional.ofNullable(health).ifPresent(HealthMonitor::close);
    Optional.ofNullable(members).ifPresent(EtcdMonitor::close);
    Optional.ofNullable(keeper).ifPresent(ContentKeeper::close);
    health = null;
    members = null;
    keeper = null;
  }

  @Override
  protected @Nullable List<Condition> conditions(FullCluster cluster) {
    return cluster.getStatus() == null ? null : cluster.getStatus().conditions();
  }

  /** Also with all that etcd and the add-ons are for. */
  @Override
  public void awaitReady(String cluster) {
    awaitCondition(cluster, "EtcdHealthy", "True", "Healthy");
    awaitCondition(cluster, "AddonsReady", "True", "Applied");
    super.awaitReady(cluster);
  }

  /** As many members as that vote and are healthy, and there are no others. */
  void awaitMembers(String cluster, int count) {
    await(count + " members")
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                find(cluster)
                    .map(found -> found.getStatus().etcd())
                    .filter(said -> (count + "/" + count).equals(said.ready()))
                    .map(said -> said.members())
                    .filter(members -> members.size() == count)
                    .isPresent());
  }

  private Optional<Places.Place> place(String namespace, String pod) {
    String member = pod.substring(0, pod.length() - "-0".length());
    if (stored(new Pod(), namespace, pod).isEmpty()) {
      return Optional.empty();
    }
    return stored(new PersistentVolumeClaim(), namespace, member)
        .flatMap(
            claim ->
                stored(new ConfigMap(), namespace, member)
                    .map(
                        file ->
                            new Places.Place(
                                claim.getMetadata().getUid(),
                                file.getData().getOrDefault("etcd.yaml", ""))));
  }

  private <T extends HasMetadata> Optional<T> stored(T empty, String namespace, String name) {
    empty.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    return server.find(empty);
  }
}
