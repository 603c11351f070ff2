package dev.nestling.testing.quarkus;

import dev.nestling.testing.apiserver.MockApiServer;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.List;
import java.util.Map;

/**
 * Gives a {@code @QuarkusTest} a {@link MockApiServer} instead of a cluster. Tests get at it by a
 * field of that type. In the journal the application is called {@code operator}.
 */
public final class MockApiServerResource implements QuarkusTestResourceLifecycleManager {
  private static final List<String> SETTINGS =
      List.of(
          Config.KUBERNETES_MASTER_SYSTEM_PROPERTY,
          Config.KUBERNETES_NAMESPACE_SYSTEM_PROPERTY,
          Config.KUBERNETES_USER_AGENT,
          Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY);

  private final MockApiServer server = MockApiServer.start();

  /** By the client's own settings: the application's are fixed when it is built. */
  @Override
  public Map<String, String> start() {
    System.setProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY, server.url());
    System.setProperty(Config.KUBERNETES_NAMESPACE_SYSTEM_PROPERTY, "default");
    System.setProperty(Config.KUBERNETES_USER_AGENT, "operator");
    System.setProperty(Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY, "false");
    return Map.of("quarkus.http.test-port", "0");
  }

  @Override
  public void inject(TestInjector testInjector) {
    testInjector.injectIntoFields(server, new TestInjector.MatchesType(MockApiServer.class));
  }

  @Override
  public void stop() {
    SETTINGS.forEach(System::clearProperty);
    server.close();
  }
}
