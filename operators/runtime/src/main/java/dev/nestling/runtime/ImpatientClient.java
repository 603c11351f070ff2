package dev.nestling.runtime;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.arc.Unremovable;
import io.quarkus.kubernetes.client.KubernetesConfigCustomizer;
import jakarta.inject.Singleton;

/**
 * Repeats a request that was answered 429 or 5xx three times, not ten: the client does so silently
 * and blocks the reconcile for half a minute, while the controller's own retry blocks nobody and
 * says what is wrong. In code, because the property of that name has no effect on the client.
 */
@Singleton
@Unremovable
public class ImpatientClient implements KubernetesConfigCustomizer {
  static final int REPETITIONS = 3;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 10_000;

  @Override
  public void customize(Config config) {
    config.setRequestRetryBackoffLimit(REPETITIONS);
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(REQUEST_MILLIS);
  }
}
