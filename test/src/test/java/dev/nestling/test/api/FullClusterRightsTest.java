package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.time.Duration;
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
  private RestrictedFullClusters operator;

  FullClusterRightsTest(ManagementApi.Server server) {
    this.server = server;
    admin = server.client();
    namespace = server.newNamespace("full-rights");
    kubelet = new ScriptedKubelet(admin);
  }

  @BeforeEach
  void start() throws IOException {
    operator = RestrictedFullClusters.start(server);
  }

  @AfterEach
  void stop() {
    operator.close();
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
