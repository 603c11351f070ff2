package dev.nestling.runtime.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.runtime.ApplicationTest;
import dev.nestling.runtime.Widget;
import dev.nestling.testing.apiserver.MockApiServer;
import dev.nestling.testing.quarkus.MockApiServerResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole application as it runs in production, with a collector. */
@QuarkusTest
@QuarkusTestResource(MockApiServerResource.class)
@QuarkusTestResource(value = Collector.class, restrictToAnnotatedClass = true)
@TestProfile(TracingTest.Traced.class)
@SuppressWarnings("NullAway.Init") // the fields are injected
class TracingTest {
  public static class Traced extends ApplicationTest.Production {}

  MockApiServer server;
  @Collector.Told Queue<String> told;

  private KubernetesClient client;

  @BeforeEach
  void connect() {
    server.install(Widget.class);
    client = server.client();
  }

  @Test
  void aReconcileIsASpanAndSoAreItsRequests() {
    client.resource(Widget.named("fine", 3)).create();

    await()
        .untilAsserted(
            () ->
                assertThat(String.join("\n", told))
                    .contains("widget-operator")
                    .contains("reconcile size-reporter")
                    .contains("PATCH widgets/status")
                    .contains("/widgets/fine/status"));
  }

  /** It may quote what somebody's Secret holds. */
  @Test
  void theMessageOfAFailureStaysHere() {
    client.resource(Widget.named("bad", -77)).create();

    await()
        .untilAsserted(
            () ->
                assertThat(String.join("\n", told))
                    .contains(IllegalArgumentException.class.getName()));
    assertThat(String.join("\n", told)).doesNotContain("size -77");
  }
}
