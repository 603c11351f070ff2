package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.testing.Operators;
import dev.nestling.testing.apiserver.MockApiServer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody fights the operator for an object: both go on, but the API server is left in peace. */
class RestlessReconcileTest {
  private final MockApiServer server = MockApiServer.start();
  private final Restless reconciler = new Restless();
  private final Operator operator =
      new Operator(o -> o.withKubernetesClient(server.client("operator")));

  @AfterEach
  void stop() {
    Operators.stop(operator);
    server.close();
  }

  @Test
  void isSlowedDown() {
    server.install(Widget.class);
    operator.register(reconciler, reconciler::updateConfigurationFrom);
    operator.start();
    server.client().resource(Widget.named("w", 1)).create();

    await("a first burst")
        .atMost(Duration.ofSeconds(30))
        .until(() -> reconciler.runs.get() >= SteadyReconciler.MOST_IN_A_PERIOD);
    await("and a pause")
        .pollDelay(Duration.ofSeconds(3))
        .untilAsserted(
            () ->
                assertThat(reconciler.runs.get())
                    .isLessThanOrEqualTo(2 * SteadyReconciler.MOST_IN_A_PERIOD));
  }

  @Ignore // by the application that other tests start
  @ControllerConfiguration(name = "restless")
  private static final class Restless implements Reconciler<Widget>, SteadyReconciler<Widget> {
    private final AtomicInteger runs = new AtomicInteger();

    @Override
    public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
      runs.incrementAndGet();
      return UpdateControl.<Widget>noUpdate().rescheduleAfter(Duration.ofMillis(1));
    }
  }
}
