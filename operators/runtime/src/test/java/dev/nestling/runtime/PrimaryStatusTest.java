package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.testing.Operators;
import dev.nestling.testing.apiserver.MockApiServer;
import dev.nestling.testing.apiserver.Verb;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Ignore;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PrimaryStatusTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();
  private final SizeWatcher reconciler = new SizeWatcher();
  private final Operator operator =
      new Operator(o -> o.withKubernetesClient(server.client("operator")));

  @BeforeEach
  void startOperator() {
    server.install(Widget.class);
    operator.register(reconciler);
    operator.start();
  }

  @AfterEach
  void stop() {
    Operators.stop(operator);
    server.close();
  }

  @Test
  void aSpecThatChangesJustBeforeTheStatusIsWrittenIsReconciled() {
    server
        .faults()
        .before(
            r -> r.is(Verb.APPLY, "widgets/status"),
            () -> client.resource(Widget.named("w", 1)).edit(PrimaryStatusTest::grow));
    client.resource(Widget.named("w", 1)).create();
    await().until(() -> status().map(Widget.Status::seen).equals(Optional.of(2)));
  }

  @Test
  void aStatusThatSaysNothingNewIsNotWritten() {
    client.resource(Widget.named("w", 1)).create();
    await().until(() -> status().isPresent());
    server.journal().clear();
    int before = reconciler.runs.get();
    client
        .resource(Widget.named("w", 1))
        .edit(
            w -> {
              w.setSpec(new Widget.Spec(1));
              w.getMetadata().setFinalizers(List.of("test.nestling.dev/other"));
              w.getMetadata().setLabels(Map.of("touched", "yes"));
              return w;
            });
    await().until(() -> reconciler.runs.get() > before);
    assertThat(server.journal().writesBy("operator")).isEmpty();
  }

  @Test
  void theSpecStaysTheUsers() {
    client.resource(Widget.named("w", 7)).create();
    await().until(() -> status().isPresent());
    Widget widget = server.find(Widget.named("w", 0)).orElseThrow();
    assertThat(widget.getSpec().size()).isEqualTo(7);
    assertThat(widget.getMetadata().getGeneration()).isEqualTo(1);
  }

  @Test
  void anObjectThatIsGoneIsNoFailure() {
    server
        .faults()
        .before(
            r -> r.is(Verb.APPLY, "widgets/status", "gone"),
            () -> client.resource(Widget.named("gone", 1)).delete());
    client.resource(Widget.named("gone", 1)).create();
    await().until(() -> reconciler.answers.get() == 1);
    assertThat(reconciler.failures).hasValue(0);
  }

  @Test
  void aNewObjectOfTheSameNameKeepsItsOwnStatus() {
    server
        .faults()
        .before(
            r -> r.is(Verb.APPLY, "widgets/status"),
            () -> {
              client.resource(Widget.named("w", 1)).delete();
              client.resource(Widget.named("w", 5)).create();
            });
    client.resource(Widget.named("w", 1)).create();
    await().until(() -> status().map(Widget.Status::seen).equals(Optional.of(5)));
    assertThat(reconciler.failures).hasValue(0);
  }

  private static Widget grow(Widget widget) {
    widget.setSpec(new Widget.Spec(widget.getSpec().size() + 1));
    return widget;
  }

  private Optional<Widget.Status> status() {
    return server.find(Widget.named("w", 0)).map(Widget::getStatus);
  }

  @Ignore // by the application that other tests start
  @ControllerConfiguration(name = "size-watcher", generationAwareEventProcessing = false)
  private static final class SizeWatcher implements Reconciler<Widget> {
    private final PrimaryStatus<Widget, Widget.Status> status = new PrimaryStatus<>(Widget::new);
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public UpdateControl<Widget> reconcile(Widget widget, Context<Widget> context) {
      runs.incrementAndGet();
      Widget.Status now = new Widget.Status(widget.getSpec().size(), "seen");
      try {
        UpdateControl<Widget> control =
            status.write(context, widget, now, Optional.of(Duration.ofHours(1)));
        answers.incrementAndGet();
        return control;
      } catch (RuntimeException e) {
        failures.incrementAndGet();
        throw e;
      }
    }
  }
}
