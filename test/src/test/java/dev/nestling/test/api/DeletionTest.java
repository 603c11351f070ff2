package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is left of a deleted cluster, with a real garbage collector at work and the shipped rights.
 * No server ever gets ready here: deletion must not depend on that.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class DeletionTest {
  /** The garbage collector looks for new kinds every 30 seconds. */
  private static final Duration COLLECTED = Duration.ofSeconds(120);

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final String namespace;
  private final OwnObjects objects;
  private Config restricted;
  private RestrictedLightClusters operator;

  DeletionTest(ManagementApi.Server server) {
    this.server = server;
    this.admin = server.client();
    this.namespace = server.newNamespace("deletion");
    this.objects = new OwnObjects(admin, namespace);
  }

  @BeforeEach
  void start() throws IOException {
    restricted = ShippedRights.install(server);
    operator = RestrictedLightClusters.start(server, restricted);
  }

  @AfterEach
  void stop() {
    operator.close();
    admin.namespaces().withName(namespace).delete();
  }

  @ParameterizedTest
  @EnumSource(
      value = DeletionPropagation.class,
      names = {"FOREGROUND", "BACKGROUND"})
  void withDeleteNothingStays(DeletionPropagation propagation) {
    create("Delete");

    delete(propagation);

    await("nothing is left")
        .atMost(COLLECTED)
        .untilAsserted(() -> assertThat(objects.all()).isEmpty());
  }

  @ParameterizedTest
  @EnumSource(
      value = DeletionPropagation.class,
      names = {"FOREGROUND", "BACKGROUND"})
  void withRetainDataAndKeysStayAndNothingElse(DeletionPropagation propagation) {
    create("Retain");
    Map<String, Object> before = OwnObjects.substance(objects.identity("c"));

    delete(propagation);

    await("the rest is collected")
        .atMost(COLLECTED)
        .untilAsserted(() -> assertThat(objects.all().keySet()).isEqualTo(before.keySet()));
    assertThat(OwnObjects.substance(objects.identity("c"))).isEqualTo(before);
    assertRetained();
  }

  @Test
  void whoOrphansTheDependentsKeepsDataAndKeysToo() {
    create("Delete");
    Map<String, Object> before = OwnObjects.substance(objects.identity("c"));

    delete(DeletionPropagation.ORPHAN);

    assertThat(OwnObjects.substance(objects.identity("c"))).isEqualTo(before);
    assertRetained();
    assertThat(objects.all()).as("whatever was there").hasSize(13);
  }

  @Test
  void aClusterThatVanishedWithoutTheOperatorIsTakenOverOnlyOnDemand() {
    String old = create("Delete");
    Map<String, Object> before = OwnObjects.substance(objects.identity("c"));
    operator.close();
    cluster().edit(this::withoutFinalizer);
    cluster().delete();
    await("the rest is collected")
        .atMost(COLLECTED)
        .untilAsserted(() -> assertThat(objects.all().keySet()).isEqualTo(before.keySet()));
    operator = RestrictedLightClusters.start(server, restricted);

    apply("Delete");
    await("the conflict is said")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(String.valueOf(cluster().get().getStatus()))
                    .contains("NameConflict")
                    .contains("with UID " + old + ", which is not this one"));
    assertThat(OwnObjects.substance(objects.identity("c"))).isEqualTo(before);

    objects.identity("c").values().forEach(this::handOver);
    await("all is there")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(objects.all()).hasSize(13));
    assertThat(OwnObjects.substance(objects.identity("c"))).isEqualTo(before);
  }

  @Test
  void aNamespaceThatIsDeletedTakesItsClustersAlong() {
    create("Delete");

    admin.namespaces().withName(namespace).delete();

    await("the namespace is gone")
        .atMost(COLLECTED)
        .until(() -> admin.namespaces().withName(namespace).get() == null);
  }

  private void assertRetained() {
    assertThat(objects.identity("c").values())
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
              assertThat(object.getMetadata().getAnnotations())
                  .containsEntry(Labels.RETAINED, "true")
                  .doesNotContainKey(Labels.OWNER_UID);
            });
  }

  /** Returns the cluster's UID when all its objects are there. */
  private String create(String policy) {
    apply(policy);
    await("all objects")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(objects.all()).hasSize(13));
    return cluster().get().getMetadata().getUid();
  }

  private void apply(String policy) {
    admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: LightCluster
                metadata: {name: c}
                spec:
                  deletionPolicy: %s
                  network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
                """
                    .formatted(policy),
                LightCluster.class))
        .inNamespace(namespace)
        .create();
  }

  private void delete(DeletionPropagation propagation) {
    cluster().withPropagationPolicy(propagation).delete();
    await("the cluster is gone").atMost(COLLECTED).until(() -> cluster().get() == null);
  }

  private LightCluster withoutFinalizer(LightCluster cluster) {
    cluster.getMetadata().setFinalizers(List.of());
    return cluster;
  }

  /** What the condition's message tells to do. */
  private void handOver(HasMetadata object) {
    admin
        .resource(object)
        .edit(
            left -> {
              left.getMetadata().getAnnotations().put(Labels.RETAINED, "true");
              left.getMetadata().getAnnotations().remove(Labels.OWNER_UID);
              return left;
            });
  }

  private Resource<LightCluster> cluster() {
    return admin.resources(LightCluster.class).inNamespace(namespace).withName("c");
  }
}
