package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.core.plan.Labels;
import dev.nestling.lightcluster.LightClusterPlanner;
import dev.nestling.lightcluster.LightClusterReconciler;
import dev.nestling.lightcluster.NestedKeeper;
import dev.nestling.lightcluster.Observer;
import dev.nestling.lightcluster.Parts;
import dev.nestling.lightcluster.Probes;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.runtime.ManagementClusterReader;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.Operator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final KubernetesClient restricted;
  private final String namespace;
  private final BackgroundEvents<LightCluster> events = new BackgroundEvents<>();
  private final HealthMonitor monitor =
      new HealthMonitor(
          new HttpsNestedCluster(Clock.systemUTC()),
          Clock.systemUTC(),
          key -> events.changed(key.namespace(), key.cluster()));
  private final ContentKeeper content =
      new ContentKeeper(new HttpsClient(), key -> events.changed(key.namespace(), key.cluster()));
  private final NestedKeeper inside =
      new NestedKeeper(content, new OperatorCredentials(new SecureMinter(), Clock.systemUTC()));
  private final ManagementClusterReader management;
  private final Operator operator;

  ShippedRightsTest(ManagementApi.Server server) {
    this.server = server;
    admin = server.client();
    namespace = server.newNamespace("rights");
    restricted =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(server.config())
                    .withImpersonateUsername(
                        "system:serviceaccount:nestling-system:lightcluster-operator")
                    .withImpersonateGroups("system:serviceaccounts", "system:authenticated")
                    .build())
            .build();
    management = new ManagementClusterReader(restricted);
    operator = Operators.of(restricted);
  }

  @BeforeEach
  void start() throws IOException {
    ShippedRights.install(server);
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
    ImageSettings images = new ImageSettings("registry.nestling.dev", Map.of());
    operator.register(
        new LightClusterReconciler(
            new Parts(
                new Observer(management.start(), monitor, inside, Ledgers.NONE),
                new LightClusterPlanner(images),
                new Probes(monitor),
                inside,
                events,
                new EventRecorder("lightcluster-operator"),
                images,
                new SecureMinter(),
                Clock.systemUTC())));
    operator.start();
  }

  @AfterEach
  void stop() {
    Operators.stop(operator);
    monitor.close();
    content.close();
    management.close();
    restricted.close();
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
