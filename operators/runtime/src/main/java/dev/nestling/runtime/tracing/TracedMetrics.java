package dev.nestling.runtime.tracing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The operator's metrics, with a span around each execution: the framework has no other place. */
public final class TracedMetrics implements Metrics {
  private final Metrics metrics;
  private final ReconcileSpans spans;

  /**
   * @param metrics that everything else goes to
   */
  public TracedMetrics(Metrics metrics, ReconcileSpans spans) {
    this.metrics = metrics;
    this.spans = spans;
  }

  @Override
  public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
    return spans.run(new Timed<>(metrics, execution));
  }

  /** The same execution, timed. */
  private record Timed<T>(Metrics metrics, ControllerExecution<T> execution)
      implements ControllerExecution<T> {
    @Override
    public String name() {
      return execution.name();
    }

    @Override
    public String controllerName() {
      return execution.controllerName();
    }

    @Override
    public String successTypeName(T result) {
      return execution.successTypeName(result);
    }

    @Override
    public ResourceID resourceID() {
      return execution.resourceID();
    }

    @Override
    public Map<String, Object> metadata() {
      return execution.metadata();
    }

    @Override
    public T execute() throws Exception {
      return metrics.timeControllerExecution(execution);
    }
  }

  @Override
  public void controllerRegistered(Controller<? extends HasMetadata> controller) {
    metrics.controllerRegistered(controller);
  }

  @Override
  public void eventReceived(Event event, Map<String, Object> metadata) {
    metrics.eventReceived(event, metadata);
  }

  @Override
  public void reconciliationSubmitted(
      HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    metrics.reconciliationSubmitted(resource, retry, metadata);
  }

  @Override
  public void reconciliationStarted(HasMetadata resource, Map<String, Object> metadata) {
    metrics.reconciliationStarted(resource, metadata);
  }

  @Override
  public void reconciliationFailed(
      HasMetadata resource,
      @Nullable RetryInfo retry,
      Exception failure,
      Map<String, Object> metadata) {
    metrics.reconciliationFailed(resource, retry, failure, metadata);
  }

  @Override
  public void reconciliationSucceeded(HasMetadata resource, Map<String, Object> metadata) {
    metrics.reconciliationSucceeded(resource, metadata);
  }

  @Override
  public void reconciliationFinished(
      HasMetadata resource, @Nullable RetryInfo retry, Map<String, Object> metadata) {
    metrics.reconciliationFinished(resource, retry, metadata);
  }

  @Override
  public void cleanupDone(ResourceID resource, Map<String, Object> metadata) {
    metrics.cleanupDone(resource, metadata);
  }
}
