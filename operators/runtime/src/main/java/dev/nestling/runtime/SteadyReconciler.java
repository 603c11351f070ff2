package dev.nestling.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import java.time.Duration;

/**
 * A reconciler that never gives up: the framework's default is five attempts, then silence until
 * something happens, and a look at a resting object every ten hours. And one that never races: an
 * object that somebody else changes back at once would be reconciled without end and without pause.
 *
 * <p>An implementation names {@code Reconciler<P>} beside this interface: the framework finds the
 * kind only there. Outside Quarkus this configuration is applied by {@code
 * operator.register(reconciler, reconciler::updateConfigurationFrom)}.
 *
 * @param <P> the kind
 */
public interface SteadyReconciler<P extends HasMetadata> extends ConfigurableReconciler<P> {
  /** The longest wait between two attempts. */
  Duration LONGEST_RETRY = Duration.ofMinutes(1);

  /** How often a resting object is looked at. */
  Duration LOOK_AGAIN = Duration.ofMinutes(10);

  /** How often one object is reconciled in {@link #PERIOD} at most; a start takes about twenty. */
  int MOST_IN_A_PERIOD = 60;

  Duration PERIOD = Duration.ofSeconds(10);

  /** Where it looks. */
  default WatchedNamespaces namespaces() {
    return WatchedNamespaces.ALL;
  }

  @Override
  default void updateConfigurationFrom(ControllerConfigurationOverrider<P> configuration) {
    if (!namespaces().areAll()) {
      configuration.settingNamespaces(namespaces().names());
    }
    configuration
        .withRetry(retry())
        .withRateLimiter(new LinearRateLimiter(PERIOD, MOST_IN_A_PERIOD))
        .withReconciliationMaxInterval(LOOK_AGAIN);
  }

  /** From one second on, twice as long each time, without end. */
  static Retry retry() {
    return new GenericRetry()
        .setInitialInterval(Duration.ofSeconds(1))
        .setIntervalMultiplier(2)
        .setMaxInterval(LONGEST_RETRY.toMillis())
        .withoutMaxAttempts();
  }
}
