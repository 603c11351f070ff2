package dev.nestling.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.config.Utils;

/** Operators that a test starts in its own process. */
public final class Operators {
  private Operators() {}

  /**
   * An operator with this client, which stays open when the operator stops. The framework's own way
   * makes another client beside it, with threads of its own, and never closes that.
   */
  public static Operator of(KubernetesClient client) {
    Cloner cloner =
        new Cloner() {
          @Override
          public <R extends HasMetadata> R clone(R object) {
            return client.getKubernetesSerialization().clone(object);
          }
        };
    return new Operator(
        ConfigurationService.newOverriddenConfigurationService(
            new BaseConfigurationService(Utils.VERSION, cloner, client),
            settings ->
                settings
                    .withKubernetesClient(client)
                    .withResourceCloner(cloner)
                    .withCloseClientOnStop(false)));
  }

  /**
   * Ends an operator with everything it has: the framework leaves the pool of its timers behind,
   * which looks for work a hundred times a second until the last of them is due, and keeps the
   * operator's client and caches alive as long.
   */
  public static void stop(Operator operator) {
    operator.stop();
    operator
        .getConfigurationService()
        .getExecutorServiceManager()
        .scheduledExecutorService()
        .shutdownNow();
  }
}
