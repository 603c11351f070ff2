package dev.nestling.runtime;

import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurationServiceCustomizer;
import io.quarkus.arc.Unremovable;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Reconciles run on virtual threads, a bounded number of them: they cost no stacks, and the
 * management API server is not asked by hundreds at once when an operator starts.
 */
@Singleton
@Unremovable
public class OperatorThreads implements ConfigurationServiceCustomizer {
  private final int concurrentReconciles;

  OperatorThreads(
      @ConfigProperty(name = "nestling.concurrent-reconciles", defaultValue = "16")
          int concurrentReconciles) {
    this.concurrentReconciles = concurrentReconciles;
  }

  @Override
  public Consumer<ConfigurationServiceOverrider> overrider() {
    return overrider ->
        overrider
            .withExecutorService(threads("reconcile-"))
            .withWorkflowExecutorService(threads("workflow-"));
  }

  private ExecutorService threads(String prefix) {
    return Executors.newFixedThreadPool(
        concurrentReconciles, Thread.ofVirtual().name(prefix, 0).factory());
  }
}
