package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The operator on a real API server, with exactly the rights that config/rbac gives it. There are
 * no kubelets here: the server's pod never comes, everything else does.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class ShippedRightsTest {
  /** The tests' own API server has the ranges that clusters have by default. */
  private static final String RANGES =
      "network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}";

  /** Whatever the operator writes meanwhile. */
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient admin;
  private final String namespace;
  private final RestrictedLightClusters operator;

  ShippedRightsTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    namespace = server.newNamespace("rights");
    operator = RestrictedLightClusters.start(server, ShippedRights.install(server));
  }

  @AfterEach
  void stop() {
    operator.close();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void aClusterIsMadeAndThenLeftAlone() {
    admin.load(minimal("c")).inNamespace(namespace).create();
    awaitAllObjects();
    Map<String, String> before = versions();

    admin
        .resources(LightCluster.class)
        .inNamespace(namespace)
        .withName("c")
        .patch(MERGE, "{\"metadata\": {\"annotations\": {\"looked\": \"at\"}}}");

    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> versions().equals(before));
    assertThat(versions()).isEqualTo(before);
  }

  /** People's ConfigMaps have none of our labels: no cache has them. */
  @Test
  void aConfigMapOfManifestsIsReadByName() {
    admin.load(withManifests("m")).inNamespace(namespace).create();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> reason("m", "Valid").equals("ManifestMissing"));

    admin
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("m-objects")
                .endMetadata()
                .addToData("a.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")
                .build())
        .inNamespace(namespace)
        .create();
    admin
        .resources(LightCluster.class)
        .inNamespace(namespace)
        .withName("m")
        .patch(MERGE, "{\"metadata\": {\"annotations\": {\"looked\": \"at\"}}}");

    await().atMost(Duration.ofSeconds(60)).until(() -> reason("m", "Valid").equals("Accepted"));
  }

  private String reason(String cluster, String type) {
    return Optional.ofNullable(
            admin
                .resources(LightCluster.class)
                .inNamespace(namespace)
                .withName(cluster)
                .require()
                .getStatus())
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(all -> all.stream().filter(it -> type.equals(it.getType())).findFirst())
        .map(condition -> condition.getReason())
        .orElse("");
  }

  private static InputStream withManifests(String name) {
    return new ByteArrayInputStream(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata: {name: %s}
        spec:
          %s
          manifests: [{kind: ConfigMap, name: %s-objects}]
        """
            .formatted(name, RANGES, name)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatRetainLeavesIsAdopted() {
    admin.load(minimal("r")).inNamespace(namespace).create();
    awaitAllObjects();
    admin
        .resources(LightCluster.class)
        .inNamespace(namespace)
        .withName("r")
        .patch(MERGE, "{\"spec\": {\"deletionPolicy\": \"Retain\"}}");
    admin.resources(LightCluster.class).inNamespace(namespace).withName("r").delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                admin
                    .resources(LightCluster.class)
                    .inNamespace(namespace)
                    .list()
                    .getItems()
                    .isEmpty());
    Secret kept = admin.secrets().inNamespace(namespace).withName("r-ca").get();
    assertThat(kept.getMetadata().getAnnotations()).containsEntry(Labels.RETAINED, "true");
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();

    admin.load(minimal("r")).inNamespace(namespace).create();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                admin
                    .secrets()
                    .inNamespace(namespace)
                    .withName("r-encryption")
                    .get()
                    .getMetadata()
                    .getAnnotations(),
            annotations -> annotations.containsKey(Labels.OWNER_UID));
    Secret adopted = admin.secrets().inNamespace(namespace).withName("r-ca").get();
    assertThat(adopted.getData()).isEqualTo(kept.getData());
    assertThat(adopted.getMetadata().getAnnotations()).doesNotContainKey(Labels.RETAINED);
  }

  /** One of every kind that is pruned, in the shape of an older operator's. */
  @Test
  void whatNobodyPlansIsPruned() {
    admin.load(minimal("p")).inNamespace(namespace).create();
    awaitAllObjects();
    Owner owner =
        Owner.of(
            admin.resources(LightCluster.class).inNamespace(namespace).withName("p").require());
    List<HasMetadata> unplanned =
        Unplanned.objects(
            owner,
            List.of("ConfigMap", "Service", "ServiceAccount", "StatefulSet", "NetworkPolicy"));
    unplanned.forEach(object -> admin.resource(object).inNamespace(namespace).create());
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                unplanned.stream()
                    .allMatch(
                        object -> admin.resource(object).inNamespace(namespace).get() == null));
  }

  private void awaitAllObjects() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(versions()).as(this::conditions).hasSize(13));
  }

  private String conditions() {
    return admin.resources(LightCluster.class).inNamespace(namespace).list().getItems().toString();
  }

  private static InputStream minimal(String name) {
    return new ByteArrayInputStream(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata:
          name: %s
        spec: {%s}
        """
            .formatted(name, RANGES)
            .getBytes(StandardCharsets.UTF_8));
  }

  /** The resource version of everything that carries our label. */
  private Map<String, String> versions() {
    Map<String, String> versions = new TreeMap<>();
    new OwnObjects(admin, namespace)
        .all()
        .forEach((name, object) -> versions.put(name, object.getMetadata().getResourceVersion()));
    return versions;
  }
}
