package dev.nestling.test.api;

import static dev.nestling.test.api.ContentSamples.WIDGETS;
import static dev.nestling.test.api.ContentSamples.definition;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.content.ContentFailure;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.content.ContentKey;
import dev.nestling.core.content.ContentPace;
import dev.nestling.core.content.ContentState;
import dev.nestling.core.content.NestedContent;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.pki.KeyPair;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Content in a real API server. Every test has a namespace of its own; the inventory is shared. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NestedContentApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration NEVER = Duration.ofHours(1);
  private static final ContentKey KEY = new ContentKey("tests", "nested");

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final KubernetesClient admin;
  private final NestedTarget target;
  private final String namespace;
  private final ContentSamples samples;
  private ContentKeeper keeper = keeper(NEVER);

  NestedContentApiTest(ManagementApi.Server server) {
    this.admin = server.client();
    this.target = target(server.config());
    this.namespace = server.newNamespace("content");
    this.samples = new ContentSamples(namespace);
  }

  @AfterEach
  void leaveNothing() {
    keep(List.of());
    keeper.close();
    admin.configMaps().inNamespace("kube-system").withName("nestling-content").delete();
    admin.resource(definition()).delete();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void aMixedListIsAppliedAndRepairsOfTheSameChangeNothing() throws InterruptedException {
    keep(samples.mixed());
    List<String> first = versions();
    assertThat(first).hasSize(samples.mixed().size()).doesNotContain("absent");

    restart(Duration.ofMillis(100));
    keep(samples.mixed());
    Thread.sleep(Duration.ofSeconds(2));

    assertThat(versions()).isEqualTo(first);
  }

  @Test
  void driftIsRepaired() {
    restart(Duration.ofMillis(200));
    keep(samples.mixed());
    admin.configMaps().inNamespace(namespace).withName("settings").delete();
    var dns = admin.apps().deployments().inNamespace(namespace).withName("dns");
    dns.edit(
        deployment -> {
          deployment.getSpec().setMinReadySeconds(7);
          deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("evil");
          return deployment;
        });

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(names()).contains("settings");
              assertThat(dns.get().getSpec().getTemplate().getSpec().getContainers())
                  .extracting(container -> container.getImage())
                  .containsExactly("dns");
            });
    assertThat(dns.get().getSpec().getMinReadySeconds()).as("not ours to say").isEqualTo(7);
  }

  @Test
  void whatIsLeftOutGoesAlsoAfterARestart() {
    keep(samples.mixed());
    restart(NEVER);

    HasMetadata kept = samples.mixed().getFirst();
    keep(List.of(kept));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(versions()).filteredOn("absent"::equals).hasSize(6));
    assertThat(admin.resource(kept).get()).isNotNull();
    assertThat(inventory()).contains("agent").doesNotContain("Deployment", "settings");
  }

  @Test
  void whatIsSomebodyElsesStays() {
    admin.resource(samples.configMap("before")).create();
    keep(
        List.of(
            samples.configMap("before"),
            samples.configMap("shared"),
            samples.configMap("anew"),
            samples.configMap("ours")));
    admin
        .resource(samples.configMap("shared"))
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager("flux")
                .withForce(true)
                .build());
    admin.resource(samples.configMap("anew")).delete();
    admin.resource(samples.configMap("anew")).create();

    keep(List.of());

    assertThat(names()).contains("before", "shared", "anew").doesNotContain("ours");
  }

  @Test
  void aLargeDefinitionAndItsObjectInOneListStayWhenTheyAreLeftOut() {
    HasMetadata home = samples.home();
    keep(List.of(samples.widget(), definition(), home));
    assertThat(Objects.requireNonNull(widget()).<String>get("spec", "colour")).isEqualTo("blue");

    keep(List.of());

    assertThat(widget()).isNotNull();
    assertThat(admin.resource(home).get().getMetadata().getDeletionTimestamp()).isNull();
    admin.resource(home).delete();
  }

  @Test
  void aRefusedObjectIsNamedWithItsReasonAndTheOthersAreThere() {
    HasMetadata refused = samples.mixed().get(2);
    ((Service) refused).getSpec().getPorts().getFirst().setPort(99999);
    HasMetadata homeless = samples.configMap("homeless");
    homeless.getMetadata().setNamespace("nowhere");

    List<ContentFailure> failures =
        failuresOf(
            refused,
            samples.configMap("a"),
            homeless,
            samples.generic("v1", "Nothing", "x"),
            samples.configMap("b"));

    assertThat(failures)
        .extracting(ContentFailure::object, ContentFailure::reason)
        .containsExactlyInAnyOrder(
            tuple("Service " + namespace + "/dns", "Invalid"),
            tuple("ConfigMap nowhere/homeless", "NotFound"),
            tuple("Nothing " + namespace + "/x", "UnknownKind"));
    assertThat(failures.toString()).contains("99999", "namespaces \"nowhere\" not found");
    assertThat(names()).contains("a", "b");
  }

  @Test
  void aRefusalDoesNotQuoteASecret() {
    GenericKubernetesResource secret = samples.generic("v1", "Secret", "s");
    secret.setAdditionalProperty("stringData", Map.of("pin", 74656));

    List<ContentFailure> failures = failuresOf(secret, samples.configMap("a"));

    assertThat(failures)
        .extracting(ContentFailure::object)
        .containsExactly("Secret " + namespace + "/s");
    assertThat(failures.toString()).doesNotContain("74656");
    assertThat(names()).contains("a");
  }

  static NestedTarget target(Config config) {
    var client = new KeyPair(config.getClientCertData(), config.getClientKeyData());
    return new NestedTarget(
        URI.create(config.getMasterUrl()), config.getCaCertData(), client, Optional.empty());
  }

  private ContentKeeper keeper(Duration repair) {
    var threads = ContentKeeper.Settings.standard().threads();
    var pace = new ContentPace(Duration.ofMillis(200), Duration.ofSeconds(1), repair);
    return new ContentKeeper(https, _ -> {}, new ContentKeeper.Settings(threads, 2, pace));
  }

  private void restart(Duration repair) {
    keeper.close();
    keeper = keeper(repair);
  }

  private void keep(List<? extends HasMetadata> objects) {
    var content = NestedContent.of(objects);
    keeper.watch(KEY, target, content);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(keeper.state(KEY))
                    .isEqualTo(new ContentState.Applied(content.fingerprint())));
  }

  private List<ContentFailure> failuresOf(HasMetadata... objects) {
    keeper.watch(KEY, target, NestedContent.of(List.of(objects)));
    await().atMost(PATIENCE).until(() -> keeper.state(KEY) instanceof ContentState.Failed);
    return ((ContentState.Failed) keeper.state(KEY)).failures();
  }

  /** Of the mixed list. */
  private List<String> versions() {
    return samples.mixed().stream()
        .map(
            object ->
                Optional.ofNullable(admin.resource(object).get())
                    .map(
                        live ->
                            live.getMetadata().getUid() + live.getMetadata().getResourceVersion())
                    .orElse("absent"))
        .toList();
  }

  private List<String> names() {
    return admin.configMaps().inNamespace(namespace).list().getItems().stream()
        .map(it -> it.getMetadata().getName())
        .toList();
  }

  private @Nullable GenericKubernetesResource widget() {
    return admin
        .genericKubernetesResources(WIDGETS, "Widget")
        .inNamespace(namespace)
        .withName("w")
        .get();
  }

  private String inventory() {
    ConfigMap inventory =
        admin.configMaps().inNamespace("kube-system").withName("nestling-content").get();
    return Objects.requireNonNull(inventory.getData().get("objects"));
  }
}
