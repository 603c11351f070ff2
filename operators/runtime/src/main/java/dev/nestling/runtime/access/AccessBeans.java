package dev.nestling.runtime.access;

import dev.nestling.runtime.WatchedNamespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the operator looks, as far as it was told and may. */
@Singleton
public class AccessBeans {
  private static final Logger LOG = LoggerFactory.getLogger(AccessBeans.class);
  private static final Duration PERIOD = Duration.ofSeconds(30);

  @Produces
  @Singleton
  WatchedNamespaces namespaces(KubernetesClient client) {
    WatchedNamespaces asked = WatchedNamespaces.read(setting());
    if (asked.areAll()) {
      return asked;
    }
    Rights rights = new Rights(client, Clock.systemUTC());
    Reach reach = new Reach(asked, rights::in);
    reach.watch(
        PERIOD,
        () -> {
          LOG.info("Another namespace can be looked at: starting anew");
          Quarkus.asyncExit();
        });
    return reach.reached();
  }

  /** What was set to nothing counts as set; the usual way to read it would not tell. */
  private static Optional<String> setting() {
    return Optional.ofNullable(
        ConfigProvider.getConfig().getConfigValue(WatchedNamespaces.SETTING).getRawValue());
  }
}
