package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.etcd.monitor.EtcdMonitor;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Labels;
import dev.nestling.fullcluster.Background;
import dev.nestling.fullcluster.FullClusterPlanner;
import dev.nestling.fullcluster.FullClusterReconciler;
import dev.nestling.fullcluster.FullClusterSamples;
import dev.nestling.fullcluster.Observer;
import dev.nestling.fullcluster.Parts;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.ManagementClusterReader;
import dev.nestling.runtime.access.NamespaceAccess;
import dev.nestling.runtime.metrics.KindMetrics;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The operator of FullClusters on a real API server, with exactly the rights that config/rbac gives
 * it. Pods only say that they run: no member of etcd ever answers, so controller managers and
 * schedulers are not made, and no pod is deleted.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class FullClusterRightsTest {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final String namespace;
  private final ScriptedKubelet kubelet;
  private final BackgroundEvents<FullCluster> events = new BackgroundEvents<>();
  private final HealthMonitor health =
      new HealthMonitor(
          new HttpsNestedCluster(Clock.systemUTC()),
          Clock.systemUTC(),
          key -> events.changed(key.namespace(), key.cluster()));
  private final EtcdMonitor etcd =
      new EtcdMonitor(Clock.systemUTC(), key -> events.changed(key.namespace(), key.cluster()));
  private final ContentKeeper content = new ContentKeeper(new HttpsClient(), key -> {});
  private KubernetesClient restricted;
  private ManagementClusterReader management;
  private NamespaceAccess access;
  private Operator operator;

  FullClusterRightsTest(ManagementApi.Server server) {
    this.server = server;
    admin = server.client();
    namespace = server.newNamespace("full-rights");
    kubelet = new ScriptedKubelet(admin);
  }

  @BeforeEach
  void start() throws IOException {
    admin
        .resource(
            new StorageClassBuilder()
                .withNewMetadata()
                .withName("standard")
                .withAnnotations(Map.of("storageclass.kubernetes.io/is-default-class", "true"))
                .endMetadata()
                .withProvisioner("nobody.example")
                .build())
        .serverSideApply();
    restricted =
        RightsUsed.client(ShippedRights.installForFullClusters(server), "cluster-operator");
    management = new ManagementClusterReader(restricted);
    access = ShippedRights.accessOfFullClusters(restricted);
    operator = Operators.of(restricted);
    Background background =
        new Background(
            health, etcd, content, new OperatorCredentials(new SecureMinter(), Clock.systemUTC()));
    FullClusterReconciler reconciler =
        new FullClusterReconciler(
            new Parts(
                access,
                new Observer(management.start(), background, Ledgers.NONE),
                new FullClusterPlanner(
                    new FullClusterPlanner.Surroundings(
                        new ImageSettings("registry.nestling.dev", Map.of()), "nestling-system")),
                background,
                events,
                new EventRecorder("cluster-operator"),
                new KindMetrics<>(FullClusterSamples::of),
                new SecureMinter(),
                Clock.systemUTC()));
    operator.register(reconciler, reconciler::updateConfigurationFrom);
    operator.start();
    access.start();
  }

  @AfterEach
  void stop() {
    Operators.stop(operator);
    content.close();
    etcd.close();
    health.close();
    management.close();
    access.close();
    restricted.close();
    kubelet.close();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void whatIsNeededBeforeTheApiAnswersIsMade() {
    create("c");

    awaitObjectsOfEveryKind();
  }

  @Test
  void whatRetainLeavesIsAdopted() {
    create("r");
    awaitObjectsOfEveryKind();
    cluster("r").patch(MERGE, "{\"spec\": {\"deletionPolicy\": \"Retain\"}}");
    cluster("r").delete();
    await().atMost(PATIENCE).until(() -> cluster("r").get() == null);
    Secret kept = secret("r-etcd");
    assertThat(kept.getMetadata().getAnnotations()).containsEntry(Labels.RETAINED, "true");
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();

    create("r");

    await()
        .atMost(PATIENCE)
        .until(
            () -> secret("r-etcd").getMetadata().getAnnotations(),
            annotations -> annotations.containsKey(Labels.OWNER_UID));
    assertThat(secret("r-etcd").getData()).isEqualTo(kept.getData());
  }

  @Test
  void whatDeleteShouldTakeIsGone() {
    create("d");
    awaitObjectsOfEveryKind();

    cluster("d").delete();

    await().atMost(PATIENCE).until(() -> cluster("d").get() == null);
    assertThat(admin.secrets().inNamespace(namespace).withName("d-etcd").get()).isNull();
    assertThat(
            admin.persistentVolumeClaims().inNamespace(namespace).list().getItems().stream()
                .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null))
        .isEmpty();
  }

  /** A refusal would be an obstacle; its message is in the description. */
  private void awaitObjectsOfEveryKind() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(kinds())
                    .as(
                        () ->
                            admin
                                .resources(FullCluster.class)
                                .inNamespace(namespace)
                                .list()
                                .getItems()
                                .toString())
                    .containsExactlyInAnyOrder(
                        "ConfigMap",
                        "Deployment",
                        "NetworkPolicy",
                        "PersistentVolumeClaim",
                        "PodDisruptionBudget",
                        "Secret",
                        "Service",
                        "ServiceAccount",
                        "StatefulSet"));
  }

  private TreeSet<String> kinds() {
    var kinds = new TreeSet<String>();
    new OwnObjects(admin, namespace).all().values().forEach(object -> kinds.add(object.getKind()));
    return kinds;
  }

  /** The tests' own API server has the ranges that clusters have by default. */
  private void create(String name) {
    FullCluster cluster =
        admin
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: FullCluster
                metadata:
                  name: %s
                spec:
                  network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
                """
                    .formatted(name),
                FullCluster.class);
    admin.resource(cluster).inNamespace(namespace).create();
  }

  private Resource<FullCluster> cluster(String name) {
    return admin.resources(FullCluster.class).inNamespace(namespace).withName(name);
  }

  private Secret secret(String name) {
    return admin.secrets().inNamespace(namespace).withName(name).get();
  }
}
