package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.runtime.metrics.EveryEventHasAnAction;
import dev.nestling.testing.Operators;
import dev.nestling.testing.apiserver.MockApiServer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the metrics registry as strict as Quarkus makes it. */
class FailedReconcileTest {
  private final MockApiServer server = MockApiServer.start();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final FailsTwice reconciler = new FailsTwice();
  private final Operator operator =
      new Operator(
          o ->
              o.withKubernetesClient(server.client("operator"))
                  .withMetrics(MicrometerMetricsV2.newBuilder(registry).build()));

  @BeforeEach
  void startOperator() {
    registry.throwExceptionOnRegistrationFailure();
    registry.config().meterFilter(new EveryEventHasAnAction());
    server.install(Widget.class);
    operator.register(reconciler, reconciler::updateConfigurationFrom);
    operator.start();
  }

  @AfterEach
  void stop() {
    Operators.stop(operator);
    server.close();
  }

  @Test
  void isToldAndRepeatedUntilItSucceeds() {
    server.client().resource(Widget.named("w", 1)).create();
    await().until(() -> message().equals(Optional.of("IllegalStateException: not yet")));
    await().until(() -> message().equals(Optional.of("well")));
    assertThat(reconciler.runs.get()).isGreaterThanOrEqualTo(3);
    assertThat(counted("reconciliations.failure.total")).isEqualTo(2);
    assertThat(counted("reconciliations.retries.total")).isEqualTo(2);
  }

  private double counted(String name) {
    return registry.get(name).counter().count();
  }

  private Optional<String> message() {
    return server
        .find(Widget.named("w", 0))
        .flatMap(widget -> Optional.ofNullable(widget.getStatus()))
        .map(Widget.Status::message);
  }

  @Ignore // by the application that other tests start
  @ControllerConfiguration(name = "fails-twice")
  private static final class FailsTwice implements Reconciler<Widget>, SteadyReconciler<Widget> {
    private final PrimaryStatus<Widget, Widget.Status> status = new PrimaryStatus<>(Widget::new);
    private final AtomicInteger runs = new AtomicInteger();

    @Override
    public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
      if (runs.incrementAndGet() < 3) {
        throw new IllegalStateException("not yet");
      }
      return status.write(context, widget, new Widget.Status(1, "well"), Optional.empty());
    }

    @Override
    public ErrorStatusUpdateControl<Widget> updateErrorStatus(
        Widget widget, Context<Widget> context, Exception failure) {
      Throwable cause = FailureCause.of(failure);
      String message = cause.getClass().getSimpleName() + ": " + cause.getMessage();
      return status.writeFailure(context, widget, new Widget.Status(0, message));
    }
  }
}
