package dev.nestling.core.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.event.EventSourceRetriever;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire for a kind without an informer: that is where the preconditions are. */
class ContextObjectStoreTest {
  private static final Owner OWNER =
      new Owner("nestling.dev/v1alpha1", "LightCluster", "edge", "uid-1");
  private static final String SECRET = "/api/v1/namespaces/ns/secrets/edge-ca";

  record Request(String method, String path, String query, String type, String body) {}

  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private HttpServer api;
  private KubernetesClient client;
  private ObjectStore store;
  private int answer = 200;

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.createContext("/", this::serve);
    api.start();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl("http://127.0.0.1:" + api.getAddress().getPort())
            .withRequestRetryBackoffLimit(0)
            .build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    store = new ContextObjectStore(context(), "ns");
  }

  @AfterEach
  void stop() {
    client.close();
    api.stop(0);
  }

  @Test
  void aSecretIsReadByNameOnceInAReconcile() {
    assertThat(store.find(Secret.class, "edge-ca")).isPresent();
    assertThat(store.findLive(Secret.class, "edge-ca")).isPresent();

    assertThat(requests).extracting(Request::method).containsExactly("GET");
    assertThat(requests.getFirst().path()).isEqualTo(SECRET);
  }

  @Test
  void absenceIsReadOnceToo() {
    answer = 404;

    assertThat(store.find(Secret.class, "edge-ca")).isEmpty();
    assertThat(store.findLive(Secret.class, "edge-ca")).isEmpty();

    assertThat(requests).hasSize(1);
  }

  @Test
  void applyingForcesWithOneManagerAndHoldsToTheObservedUid() {
    Secret desired =
        secret().editMetadata().withUid(null).withResourceVersion(null).endMetadata().build();

    store.apply(desired, Optional.of(secret().build()));

    Request request = requests.getFirst();
    assertThat(request.method()).isEqualTo("PATCH");
    assertThat(request.path()).isEqualTo(SECRET);
    assertThat(request.query()).contains("fieldManager=nestling-test").contains("force=true");
    assertThat(request.type()).startsWith("application/apply-patch+yaml");
    Map<?, ?> metadata = metadataOf(request);
    assertThat(metadata.get("uid")).isEqualTo("uid-9");
    assertThat(metadata.get("resourceVersion")).isNull();
    assertThat(desired.getMetadata().getUid()).as("the plan's object stays as it is").isNull();
  }

  @Test
  void whatWasAppliedIsReadBackWithoutARequest() {
    store.apply(secret().build(), Optional.empty());

    assertThat(store.find(Secret.class, "edge-ca")).isPresent();
    assertThat(requests).extracting(Request::method).containsExactly("PATCH");
  }

  @Test
  void adoptingHoldsToTheObservedVersionAndTakesTheMark() {
    store.adopt(secret().build(), OWNER);

    Map<?, ?> metadata = metadataOf(requests.getFirst());
    assertThat(requests.getFirst().type()).startsWith("application/merge-patch+json");
    assertThat(metadata.get("resourceVersion")).isEqualTo("7");
    assertThat(metadata.get("uid")).isEqualTo("uid-9");
    assertThat(child(metadata, "annotations").containsKey(Labels.RETAINED)).isTrue();
    assertThat(child(metadata, "annotations").get(Labels.RETAINED)).isNull();
    assertThat(child(metadata, "annotations").get(Labels.OWNER_UID)).isEqualTo("uid-1");
    assertThat((List<?>) metadata.get("ownerReferences")).isEmpty();
  }

  @Test
  void retainingTakesTheOwnerAndLeavesTheMark() {
    Secret owned =
        secret().editMetadata().withOwnerReferences(OWNER.toOwnerReference()).endMetadata().build();

    assertThat(store.retain(owned, OWNER)).isTrue();

    Map<?, ?> metadata = metadataOf(requests.getFirst());
    assertThat(metadata.get("resourceVersion")).isEqualTo("7");
    assertThat(child(metadata, "annotations").get(Labels.RETAINED)).isEqualTo("true");
    assertThat(child(metadata, "annotations").containsKey(Labels.OWNER_UID)).isTrue();
    assertThat(child(metadata, "annotations").get(Labels.OWNER_UID)).isNull();
    assertThat((List<?>) metadata.get("ownerReferences")).isEmpty();
  }

  @Test
  void deletingHoldsToTheObservedVersion() {
    assertThat(store.delete(secret().build())).isTrue();

    assertThat(requests.getFirst().method()).isEqualTo("DELETE");
    Map<?, ?> options = (Map<?, ?>) Serialization.unmarshal(requests.getFirst().body(), Map.class);
    assertThat(options.get("preconditions")).isEqualTo(Map.of("resourceVersion", "7"));
  }

  @Test
  void anObjectThatChangedIsNeitherDeletedNorRetained() {
    answer = 409;
    assertThat(store.delete(secret().build())).isFalse();
    assertThat(store.retain(secret().build(), OWNER)).isFalse();

    answer = 404;
    assertThat(store.delete(secret().build())).as("gone is gone").isTrue();
    assertThat(store.retain(secret().build(), OWNER)).as("gone is not retained").isFalse();

    answer = 403;
    assertThatThrownBy(() -> store.delete(secret().build())).hasMessageContaining("403");
  }

  @Test
  void anObjectThatNobodyAppliedDoesNotMatch() {
    assertThat(store.matches(secret().build(), secret().build())).isFalse();
  }

  @Test
  void theSpellingOfAClaimsSizeIsNoDifference() {
    PersistentVolumeClaim observed = claim("1Gi");
    observed
        .getMetadata()
        .setManagedFields(
            List.of(
                new ManagedFieldsEntryBuilder()
                    .withManager("nestling-test")
                    .withOperation("Apply")
                    .withNewFieldsV1()
                    .addToAdditionalProperties(
                        "f:spec",
                        Map.of("f:resources", Map.of("f:requests", Map.of("f:storage", Map.of()))))
                    .endFieldsV1()
                    .build()));

    assertThat(store.matches(observed, claim("1024Mi"))).isTrue();
    assertThat(store.matches(observed, claim("2Gi"))).isFalse();
  }

  private static PersistentVolumeClaim claim(String size) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName("edge-data")
        .endMetadata()
        .withNewSpec()
        .withNewResources()
        .addToRequests("storage", new Quantity(size))
        .endResources()
        .endSpec()
        .build();
  }

  private static SecretBuilder secret() {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("edge-ca")
        .withNamespace("ns")
        .withUid("uid-9")
        .withResourceVersion("7")
        .endMetadata();
  }

  private static Map<?, ?> metadataOf(Request request) {
    return child(Serialization.unmarshal(request.body(), Map.class), "metadata");
  }

  private static Map<?, ?> child(Map<?, ?> parent, String key) {
    return (Map<?, ?>) Objects.requireNonNull(parent.get(key), key);
  }

  private void serve(HttpExchange exchange) throws IOException {
    var uri = exchange.getRequestURI();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    requests.add(
        new Request(
            exchange.getRequestMethod(),
            uri.getPath(),
            String.valueOf(uri.getQuery()),
            String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type")),
            body));
    byte[] bytes = Serialization.asJson(secret().build()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /**
   * A reconcile of a controller without informers; anything else that is asked of it fails the
   * test.
   */
  private Context<?> context() {
    var configuration =
        fake(
            ControllerConfiguration.class,
            (_, method, _) -> expect("fieldManager", method.getName(), "nestling-test"));
    var noSources =
        fake(
            EventSourceRetriever.class,
            (_, method, _) -> expect("getEventSourcesFor", method.getName(), List.of()));
    return fake(
        Context.class,
        (_, method, _) ->
            switch (method.getName()) {
              case "getClient" -> client;
              case "getControllerConfiguration" -> configuration;
              case "eventSourceRetriever" -> noSources;
              default -> throw new AssertionError(method);
            });
  }

  private static Object expect(String wanted, String called, Object answer) {
    assertThat(called).isEqualTo(wanted);
    return answer;
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
