package dev.nestling.testing.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MockApiServerTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void createdTwiceIsAConflict() {
    create("a", Map.of());
    assertThatThrownBy(() -> create("a", Map.of()))
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            e -> assertThat(e.getStatus().getReason()).isEqualTo("AlreadyExists"));
  }

  @Test
  void aStaleUpdateIsAConflict() {
    ConfigMap first = create("a", Map.of());
    client.resource(new ConfigMapBuilder(first).addToData("x", "1").build()).update();
    assertThatThrownBy(
            () -> client.resource(new ConfigMapBuilder(first).addToData("x", "2").build()).update())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void selectorsSelect() {
    create("a", Map.of("tier", "front", "only", "a"));
    create("b", Map.of("tier", "back"));
    create("c", Map.of());
    assertThat(names(client.configMaps().withLabel("tier", "front").list().getItems()))
        .containsExactly("a");
    assertThat(names(client.configMaps().withLabelIn("tier", "front", "back").list().getItems()))
        .containsExactly("a", "b");
    assertThat(names(client.configMaps().withLabelNotIn("tier", "front").list().getItems()))
        .containsExactly("b", "c");
    assertThat(names(client.configMaps().withLabel("tier").withoutLabel("only").list().getItems()))
        .containsExactly("b");
    assertThat(names(client.configMaps().withField("metadata.name", "c").list().getItems()))
        .containsExactly("c");
  }

  @Test
  void statusAndSpecAreWrittenApartAndOnlySpecCounts() {
    server.install(LightCluster.class);
    GenericKubernetesResource cluster = lightCluster("lc");
    cluster.setAdditionalProperty("status", Map.of("version", "v0"));
    GenericKubernetesResource created = client.resource(cluster).create();
    assertThat(created.getAdditionalProperties()).doesNotContainKey("status");
    assertThat(created.getMetadata().getGeneration()).isEqualTo(1);

    created.setAdditionalProperty("status", Map.of("version", "v1"));
    GenericKubernetesResource withStatus = client.resource(created).updateStatus();
    assertThat(withStatus.<String>get("status", "version")).isEqualTo("v1");
    assertThat(withStatus.getMetadata().getGeneration()).isEqualTo(1);

    withStatus.setAdditionalProperty("spec", Map.of("paused", true));
    withStatus.setAdditionalProperty("status", Map.of("version", "v2"));
    GenericKubernetesResource edited = client.resource(withStatus).update();
    assertThat(edited.<String>get("status", "version")).isEqualTo("v1");
    assertThat(edited.getMetadata().getGeneration()).isEqualTo(2);
  }

  @Test
  void finalizersHoldAndTheLastOneLetsGo() {
    ConfigMap map = create("a", Map.of());
    map.getMetadata().setFinalizers(List.of("example.org/hold"));
    client.resource(map).update();
    client.configMaps().withName("a").delete();
    ConfigMap dying = client.configMaps().withName("a").get();
    assertThat(dying.getMetadata().getDeletionTimestamp()).isNotBlank();

    ConfigMap last =
        client
            .configMaps()
            .withName("a")
            .edit(
                c -> new ConfigMapBuilder(c).editMetadata().withFinalizers().endMetadata().build());
    assertThat(last.getMetadata().getName()).as("the answer is the last object").isEqualTo("a");
    assertThat(client.configMaps().withName("a").get()).isNull();
  }

  @Test
  void dependentsGoWithTheOwnerOfTheirUid() {
    ConfigMap owner = create("owner", Map.of());
    own("child", owner.getMetadata().getUid());
    own("grandchild", client.configMaps().withName("child").get().getMetadata().getUid());
    client.configMaps().withName("owner").delete();
    assertThat(client.configMaps().list().getItems()).isEmpty();
  }

  @Test
  void anOwnerOfThatNameButAnotherUidDoesNotCount() {
    create("owner", Map.of());
    own("child", "11111111-1111-1111-1111-111111111111");
    assertThat(client.configMaps().withName("child").get()).isNull();
  }

  @Test
  void deletePreconditionsAreKept() {
    ConfigMap map = create("a", Map.of());
    client.resource(new ConfigMapBuilder(map).addToData("x", "1").build()).update();
    assertThatThrownBy(
            () ->
                client
                    .configMaps()
                    .withName("a")
                    .lockResourceVersion(map.getMetadata().getResourceVersion())
                    .delete())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  @Test
  void schemaDefaultsAreFilledIn() {
    Kinds kinds = new Kinds();
    kinds.install(
        Writes.parse(
            """
            spec:
              group: example.org
              scope: Namespaced
              names: {plural: things, singular: thing, kind: Thing}
              versions:
              - name: v1
                schema:
                  openAPIV3Schema:
                    type: object
                    properties:
                      spec:
                        type: object
                        default: {}
                        properties:
                          size: {type: string, default: small}
                          other:
                            type: object
                            properties:
                              depth: {type: integer, default: 3}
            """));
    var thing = Writes.parse("{\"kind\": \"Thing\"}");
    kinds.applyDefaults(path("/apis/example.org/v1/namespaces/default/things/a"), thing);
    assertThat(thing.at("/spec/size").asText()).isEqualTo("small");
    assertThat(thing.at("/spec").has("other")).isFalse();
  }

  @Test
  void watchersSeeWhatTheySelectAndComeBackAfterACut() {
    List<String> events = new CopyOnWriteArrayList<>();
    try (var informer =
        client.configMaps().inNamespace("default").withLabel("watched").inform(noting(events))) {
      ConfigMap map = create("a", Map.of("watched", "yes"));
      await().until(() -> events.contains("added a"));
      server.cutWatches();
      map.getMetadata().setLabels(Map.of());
      client.resource(map).update();
      await().until(() -> events.contains("deleted a"));
      create("b", Map.of());
      create("c", Map.of("watched", "yes"));
      await().until(() -> events.contains("added c"));
      assertThat(events).doesNotContain("added b");
    }
  }

  @Test
  void theJournalTellsWhoDidWhat() {
    KubernetesClient operator = server.client("operator");
    operator.resource(config("a")).create();
    client.configMaps().withName("a").get();
    assertThat(server.journal().writesBy("operator"))
        .singleElement()
        .satisfies(
            request -> {
              assertThat(request.verb()).isEqualTo(Verb.CREATE);
              assertThat(request.resource()).isEqualTo("configmaps");
              assertThat(request.namespace()).isEqualTo("default");
            });
    assertThat(server.journal().writesBy("test")).isEmpty();
    assertThat(server.journal().requests(r -> r.is(Verb.GET, "configmaps", "a"))).hasSize(1);
    server.journal().clear();
    assertThat(server.journal().entries()).isEmpty();
  }

  private static ResourceEventHandler<ConfigMap> noting(List<String> events) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap map) {
        events.add("added " + map.getMetadata().getName());
      }

      @Override
      public void onUpdate(ConfigMap before, ConfigMap after) {
        events.add("updated " + after.getMetadata().getName());
      }

      @Override
      public void onDelete(ConfigMap map, boolean unknown) {
        events.add("deleted " + map.getMetadata().getName());
      }
    };
  }

  private ConfigMap create(String name, Map<String, String> labels) {
    ConfigMap map = config(name);
    map.getMetadata().setLabels(labels);
    return client.resource(map).create();
  }

  private void own(String name, String ownerUid) {
    ConfigMap child = config(name);
    child
        .getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("ConfigMap")
                    .withName("owner")
                    .withUid(ownerUid)
                    .build()));
    client.resource(child).create();
  }

  private static ConfigMap config(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }

  private static GenericKubernetesResource lightCluster(String name) {
    GenericKubernetesResource cluster = new GenericKubernetesResource();
    cluster.setApiVersion("nestling.dev/v1alpha1");
    cluster.setKind("LightCluster");
    cluster.setMetadata(config(name).getMetadata());
    cluster.setAdditionalProperty("spec", Map.of());
    return cluster;
  }

  private static ResourcePath path(String url) {
    return ResourcePath.parse(URI.create(url)).orElseThrow();
  }

  private static List<String> names(List<ConfigMap> maps) {
    return maps.stream().map(map -> map.getMetadata().getName()).toList();
  }
}
