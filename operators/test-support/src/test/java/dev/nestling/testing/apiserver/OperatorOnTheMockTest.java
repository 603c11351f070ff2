package dev.nestling.testing.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.testing.Operators;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The framework's own reconciler, matcher and finalizer on the mock server. */
class OperatorOnTheMockTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();
  private final OneStatefulSet reconciler = new OneStatefulSet();
  private final AtomicInteger lastLook = new AtomicInteger();
  private final Operator operator =
      new Operator(o -> o.withKubernetesClient(server.client("operator")));

  @BeforeEach
  void startOperator() {
    server.install(LightCluster.class);
    operator.register(reconciler);
    operator.start();
  }

  @AfterEach
  void stop() {
    Operators.stop(operator);
    server.close();
  }

  @Test
  void aSecondReconcileWritesNothing() {
    server.controllers().workloadsGetReady();
    client.resource(lightCluster()).create();
    awaitStatefulSet();
    awaitQuiet();
    server.journal().clear();
    int before = reconciler.runs.get();
    StatefulSet touched = find().orElseThrow();
    touched.getMetadata().setLabels(Map.of("touched", "yes"));
    server.put(touched);
    await().until(() -> reconciler.runs.get() > before);
    awaitQuiet();
    assertThat(server.journal().writesBy("operator")).isEmpty();
  }

  @Test
  void driftIsRepaired() {
    client.resource(lightCluster()).create();
    awaitStatefulSet();
    client.apps().statefulSets().inNamespace("default").withName("demo").scale(5);
    await().until(() -> find().orElseThrow().getSpec().getReplicas() == 1);
  }

  @Test
  void aDeletedPrimaryIsCleanedUpAndTakesItsObjectsAlong() {
    client.resource(lightCluster()).create();
    awaitStatefulSet();
    client.resource(lightCluster()).delete();
    await().until(() -> client.resources(LightCluster.class).list().getItems().isEmpty());
    assertThat(reconciler.cleanups).hasValue(1);
    assertThat(find()).isEmpty();
  }

  private Optional<StatefulSet> find() {
    return Optional.ofNullable(
        client.apps().statefulSets().inNamespace("default").withName("demo").get());
  }

  private void awaitStatefulSet() {
    await().until(() -> find().isPresent());
  }

  private void awaitQuiet() {
    await().during(Duration.ofMillis(300)).until(this::runsSinceLastLook, runs -> runs == 0);
  }

  private int runsSinceLastLook() {
    int runs = reconciler.runs.get();
    return runs - lastLook.getAndSet(runs);
  }

  private static LightCluster lightCluster() {
    LightCluster cluster = new LightCluster();
    cluster.getMetadata().setName("demo");
    cluster.getMetadata().setNamespace("default");
    return cluster;
  }

  @ControllerConfiguration(name = "one-stateful-set")
  private static final class OneStatefulSet
      implements Reconciler<LightCluster>, Cleaner<LightCluster> {
    private static final SSABasedGenericKubernetesResourceMatcher<StatefulSet> MATCHER =
        SSABasedGenericKubernetesResourceMatcher.getInstance();
    private final AtomicInteger runs = new AtomicInteger();
    private final AtomicInteger cleanups = new AtomicInteger();

    @Override
    public List<EventSource<?, LightCluster>> prepareEventSources(
        EventSourceContext<LightCluster> context) {
      return List.of(
          new InformerEventSource<>(
              InformerEventSourceConfiguration.from(StatefulSet.class, LightCluster.class).build(),
              context));
    }

    @Override
    public UpdateControl<LightCluster> reconcile(
        LightCluster cluster, Context<LightCluster> context) {
      StatefulSet desired = desired(cluster);
      boolean matches =
          context
              .getSecondaryResource(StatefulSet.class)
              .map(live -> MATCHER.matches(live, desired, context))
              .orElse(false);
      if (!matches) {
        context.resourceOperations().serverSideApply(desired);
      }
      runs.incrementAndGet();
      return UpdateControl.noUpdate();
    }

    @Override
    public DeleteControl cleanup(LightCluster cluster, Context<LightCluster> context) {
      cleanups.incrementAndGet();
      return DeleteControl.defaultDelete();
    }

    private static StatefulSet desired(LightCluster cluster) {
      return new StatefulSetBuilder()
          .withNewMetadata()
          .withName(cluster.getMetadata().getName())
          .withNamespace(cluster.getMetadata().getNamespace())
          .withOwnerReferences(
              new OwnerReferenceBuilder()
                  .withApiVersion(cluster.getApiVersion())
                  .withKind(cluster.getKind())
                  .withName(cluster.getMetadata().getName())
                  .withUid(cluster.getMetadata().getUid())
                  .withController(true)
                  .build())
          .endMetadata()
          .withNewSpec()
          .withReplicas(1)
          .withNewTemplate()
          .withNewSpec()
          .withContainers(
              new ContainerBuilder().withName("server").withImage("example.org/server").build())
          .endSpec()
          .endTemplate()
          .endSpec()
          .build();
    }
  }
}
