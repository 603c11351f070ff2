package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.testing.apiserver.MockApiServer;
import dev.nestling.testing.metrics.Exposition;
import dev.nestling.testing.metrics.MetricsPage;
import dev.nestling.testing.quarkus.MockApiServerResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole application as it runs in production, on the mock API server. */
@QuarkusTest
@QuarkusTestResource(MockApiServerResource.class)
@TestProfile(ApplicationTest.Production.class)
@SuppressWarnings("NullAway.Init") // the fields are injected
public class ApplicationTest {
  public static class Production implements QuarkusTestProfile {
    @Override
    public String getConfigProfile() {
      return "prod";
    }

    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("quarkus.application.name", "widget-operator");
    }
  }

  MockApiServer server;
  @Inject Metrics metrics;
  @Inject Operator operator;

  @TestHTTPResource("/q/metrics")
  URI metricsPage;

  @TestHTTPResource("/q/health/ready")
  URI readiness;

  private KubernetesClient client;

  @BeforeEach
  void connect() {
    server.install(Widget.class);
    client = server.client();
  }

  @Test
  void leadsOnTheLeaseOfItsName() {
    await()
        .until(
            () -> client.leases().inNamespace("default").withName("widget-operator").get() != null);
  }

  @Test
  void isReadyWithItsWatchesInSync() throws Exception {
    assertThat(get(readiness)).contains("\"UP\"").contains("size-reporter");
  }

  @Test
  void reconcilesAndCountsIt() throws Exception {
    client.resource(Widget.named("fine", 3)).create();
    await().until(() -> status("fine").equals(Optional.of(new Widget.Status(3, "fine"))));
    assertThat(metrics).isInstanceOf(MicrometerMetricsV2.class);
    await()
        .untilAsserted(
            () ->
                assertThat(get(metricsPage))
                    .containsPattern(
                        "reconciliations_success_total\\{[^}]*size-reporter[^}]*\\} [1-9]"));
  }

  @Test
  void repeatsAFailedReconcileAndSaysWhy() {
    client.resource(Widget.named("bad", -1)).create();
    await().until(() -> message("bad").equals(Optional.of("size -1")));
    await()
        .untilAsserted(
            () ->
                assertThat(get(metricsPage))
                    .containsPattern("reconciliations_retries_total\\{[^}]*\\} [1-9]"));
  }

  @Test
  void tellsThatItLeadsAndOfItsObjects() {
    await()
        .untilAsserted(
            () ->
                assertThat(Exposition.parse(get(metricsPage)))
                    .contains(
                        new Exposition.Series(
                            "nestling_operator_leading", Map.of("operator", "widget-operator"), 1),
                        new Exposition.Series("nestling_widgets", Map.of("name", "any"), 1)));
  }

  @Test
  void servesWhatTheReferencePageSays() {
    client.resource(Widget.named("failing", -1)).create();
    SortedMap<String, SortedSet<String>> written =
        MetricsPage.read().sections("Operators", "Processes");
    assertThat(written).hasSizeGreaterThan(10);
    await()
        .untilAsserted(
            () -> assertThat(Exposition.names(get(metricsPage), "")).containsAllEntriesOf(written));
  }

  @Test
  void neverGivesUpAndLooksAgain() {
    var configuration = operator.getRegisteredController("size-reporter").orElseThrow();
    var settings = configuration.getConfiguration();
    assertThat(settings.maxReconciliationInterval()).contains(SteadyReconciler.LOOK_AGAIN);
    var attempts = settings.getRetry().initExecution();
    for (int i = 0; i < 50; i++) {
      assertThat(attempts.nextDelay().orElseThrow())
          .isBetween(1000L, SteadyReconciler.LONGEST_RETRY.toMillis());
    }
  }

  @Test
  void hasTheSharedSettings() {
    assertThat(operator.getKubernetesClient().getConfiguration().getRequestRetryBackoffLimit())
        .as("the operator uses the application's client")
        .isEqualTo(3);
    assertThat(operator.getConfigurationService().closeClientOnStop()).isFalse();
    assertThat(operator.getConfigurationService().reconciliationTerminationTimeout())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(
            ConfigProvider.getConfig().getValue("quarkus.log.console.json.enabled", Boolean.class))
        .isTrue();
  }

  private Optional<Widget.Status> status(String name) {
    return server
        .find(Widget.named(name, 0))
        .flatMap(widget -> Optional.ofNullable(widget.getStatus()));
  }

  private Optional<String> message(String name) {
    return status(name).map(Widget.Status::message);
  }

  private static String get(URI uri) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
