package dev.nestling.runtime.tracing;

import dev.nestling.runtime.FailureCause;
import io.javaoperatorsdk.operator.api.monitoring.Metrics.ControllerExecution;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import java.util.function.Consumer;
import org.slf4j.MDC;

/**
 * One span for each reconcile and each cleanup, the root of a trace. Log lines of it bear the
 * trace's id as the field {@code trace_id}.
 */
public final class ReconcileSpans {
  static final String TRACE = "trace_id";

  private final Tracer tracer;
  private final Consumer<Span> ended;

  /**
   * @param ended told of each span before it ends
   */
  ReconcileSpans(Tracer tracer, Consumer<Span> ended) {
    this.tracer = tracer;
    this.ended = ended;
  }

  /**
   * Runs it in a span. Of a failure the span says the class alone: a message may quote what was
   * refused, and that may be a Secret.
   */
  <T> T run(ControllerExecution<T> execution) throws Exception {
    ResourceID resource = execution.resourceID();
    Span span =
        tracer
            .spanBuilder(execution.name() + " " + execution.controllerName())
            .setNoParent()
            .setAttribute("resource.name", resource.getName())
            .setAttribute("resource.namespace", resource.getNamespace().orElse(""))
            .startSpan();
    try (Scope scope = span.makeCurrent();
        MDC.MDCCloseable field = MDC.putCloseable(TRACE, span.getSpanContext().getTraceId())) {
      return execution.execute();
    } catch (Exception e) {
      span.setStatus(StatusCode.ERROR, FailureCause.of(e).getClass().getName());
      throw e;
    } finally {
      ended.accept(span);
      span.end();
    }
  }
}
