package dev.nestling.test.api.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.OperatorInstance;
import dev.nestling.test.api.OwnObjects;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Clusters in one namespace whose objects would have the same names. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NamesakesTest {
  private final FullClusters clusters;
  private final String namespace;
  private final FullOperator full;
  private final OperatorInstance light;

  NamesakesTest(ManagementApi.Server server) {
    clusters = new FullClusters(server);
    namespace = clusters.namespace("namesakes");
    full = clusters.operator(namespace);
    light = OperatorInstance.start(server.config(), namespace);
  }

  @AfterEach
  void close() {
    light.close();
    full.close();
    clusters.close();
  }

  @Test
  void aFullClusterWaitsForTheNameOfALightCluster() {
    createLight();
    await().atMost(FullClusters.LONG).until(() -> lightSays("Progressing", "Settled"));
    Map<String, String> before = specs();

    clusters.create(namespace, "a", "1");

    await()
        .atMost(FullClusters.LONG)
        .until(() -> clusters.says(namespace, "a", "Valid", "NameConflict"));
    assertThat(clusters.condition(namespace, "a", "Valid").orElseThrow().getMessage())
        .contains("LightCluster");
    assertThat(specs()).containsAllEntriesOf(before);
    assertThat(lightSays("Ready", "Answered")).isTrue();
  }

  @Test
  void aLightClusterWaitsForTheNameOfAFullCluster() {
    clusters.create(namespace, "a", "1");
    clusters.awaitSettled(namespace, "a", 1);
    Map<String, String> before = specs();

    createLight();

    await().atMost(FullClusters.LONG).until(() -> lightSays("Valid", "NameConflict"));
    assertThat(specs()).containsAllEntriesOf(before);
    assertThat(clusters.isSettled(namespace, "a", 1)).isTrue();
  }

  /** The names of the one begin as those of the other, and that is all. */
  @Test
  void aClusterIsNotDisturbedByOneThatIsCalledLikeItsEtcd() {
    clusters.create(namespace, "a", "1");
    clusters.awaitSettled(namespace, "a", 1);
    Map<String, String> before = specs();

    clusters.create(namespace, "a-etcd", "1");

    clusters.awaitSettled(namespace, "a-etcd", 1);
    assertThat(specs()).containsAllEntriesOf(before);
    assertThat(clusters.isSettled(namespace, "a", 1)).isTrue();
  }

  private void createLight() {
    clusters
        .admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: LightCluster
                metadata: {name: a}
                spec:
                  network: {podCIDRs: [10.192.0.0/16], serviceCIDRs: [10.193.0.0/16]}
                """,
                LightCluster.class))
        .inNamespace(namespace)
        .create();
  }

  private boolean lightSays(String type, String reason) {
    LightCluster found =
        clusters.admin.resources(LightCluster.class).inNamespace(namespace).withName("a").get();
    return Optional.ofNullable(found.getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .filter(
            conditions ->
                conditions.stream()
                    .anyMatch(one -> type.equals(one.getType()) && reason.equals(one.getReason())))
        .isPresent();
  }

  /** All objects without what controllers write: versions would change with every status. */
  private Map<String, String> specs() {
    Map<String, String> specs = new TreeMap<>();
    new OwnObjects(clusters.admin, namespace)
        .all()
        .forEach((name, object) -> specs.put(name, spec(object)));
    return specs;
  }

  private static String spec(HasMetadata object) {
    return object.getMetadata().getUid()
        + object.getMetadata().getLabels()
        + object.getMetadata().getOwnerReferences()
        + object.getMetadata().getGeneration();
  }
}
