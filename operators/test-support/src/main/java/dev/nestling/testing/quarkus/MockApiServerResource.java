package dev.nestling.testing.quarkus;

import dev.nestling.testing.apiserver.MockApiServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a {@link MockApiServer} instead of a cluster. Tests get at it by a
 * field of that type. In the journal the application is called {@code operator}.
 */
public final class MockApiServerResource implements QuarkusTestResourceLifecycleManager {
  private final MockApiServer server = MockApiServer.start();

  @Override
  public Map<String, String> start() {
    return Map.of(
        "quarkus.kubernetes-client.api-server-url", server.url(),
        "quarkus.kubernetes-client.namespace", "default",
        "quarkus.http.test-port", "0",
        "kubernetes.user.agent", "operator");
  }

  @Override
  public void inject(TestInjector testInjector) {
    testInjector.injectIntoFields(server, new TestInjector.MatchesType(MockApiServer.class));
  }

  @Override
  public void stop() {
    server.close();
  }
}
