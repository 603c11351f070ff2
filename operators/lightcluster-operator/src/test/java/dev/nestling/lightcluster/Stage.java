package dev.nestling.lightcluster;

import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.content.ContentKeeper;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.HealthMonitor;
import dev.nestling.core.plan.ImageSettings;
import dev.nestling.runtime.BackgroundEvents;
import dev.nestling.runtime.EventRecorder;
import dev.nestling.testing.FixedMinter;
import dev.nestling.testing.ScriptedNestedCluster;
import dev.nestling.testing.apiserver.ApiRequest;
import dev.nestling.testing.apiserver.MockApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A mock API server with our operator on it, and nested clusters that answer what a test says. */
final class Stage implements AutoCloseable {
  static final String OPERATOR = "operator";
  static final String NAMESPACE = "team";
  static final ManagementCluster MANAGEMENT =
      new ManagementCluster(
          List.of("10.96.0.0/12"),
          List.of("10.244.0.0/16"),
          List.of(new ManagementCluster.NodeAddress("n1", "192.0.2.11")),
          List.of(new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of());

  final MockApiServer server = MockApiServer.start();
  final KubernetesClient user = server.client("user");
  final ScriptedNestedCluster nested = new ScriptedNestedCluster();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final InstantSource clock = now::get;
  private @Nullable Operator operator;
  private @Nullable HealthMonitor monitor;
  private @Nullable ContentKeeper keeper;

  Stage() {
    server.install(LightCluster.class);
    server.controllers().statefulSetsGetReady().volumesGetBound();
    nested.answerAll(new Health.Answered("v1.36.3", now.get()));
  }

  Stage startOperator() {
    BackgroundEvents<LightCluster> events = new BackgroundEvents<>();
    HealthMonitor answers =
        new HealthMonitor(nested, clock, key -> events.changed(key.namespace(), key.cluster()));
    ContentKeeper content =
        new ContentKeeper(new HttpsClient(), key -> events.changed(key.namespace(), key.cluster()));
    NestedManifests manifests =
        new NestedManifests(content, new OperatorCredentials(new FixedMinter(), clock));
    ImageSettings images = new ImageSettings("registry.nestling.dev", Map.of());
    Operator started =
        new Operator(
            settings ->
                settings
                    .withKubernetesClient(server.client(OPERATOR))
                    .withCloseClientOnStop(false));
    started.register(
        new LightClusterReconciler(
            new Parts(
                new Observer(() -> MANAGEMENT, answers, manifests),
                new LightClusterPlanner(images),
                new Probes(answers),
                manifests,
                events,
                new EventRecorder("lightcluster-operator"),
                images,
                new FixedMinter(),
                clock)));
    started.start();
    operator = started;
    monitor = answers;
    keeper = content;
    return this;
  }

  void stopOperator() {
    Optional.ofNullable(operator).ifPresent(Operator::stop);
    Optional.ofNullable(monitor).ifPresent(HealthMonitor::close);
    operator = null;
    Optional.ofNullable(keeper).ifPresent(ContentKeeper::close);
    monitor = null;
    keeper = null;
  }

  /** What a user applies: a name, and a spec in YAML. */
  LightCluster create(String name, String spec) {
    return user.resource(cluster(name, spec)).create();
  }

  static LightCluster cluster(String name, String spec) {
    String indented = spec.isBlank() ? "{}" : "\n" + spec.indent(2);
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata:
          name: %s
          namespace: %s
        spec: %s
        """
            .formatted(name, NAMESPACE, indented),
        LightCluster.class);
  }

  Optional<LightCluster> find(String name) {
    return find(LightCluster.class, name);
  }

  <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return Optional.ofNullable(user.resources(type).inNamespace(NAMESPACE).withName(name).get());
  }

  Optional<Condition> condition(String cluster, String type) {
    return find(cluster)
        .flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .flatMap(all -> all.stream().filter(one -> type.equals(one.getType())).findFirst());
  }

  void awaitCondition(String cluster, String type, String status, String reason) {
    await("condition " + type + " of " + cluster + " is " + status + "/" + reason)
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> condition(cluster, type),
            found ->
                found
                    .filter(one -> Objects.equals(one.getStatus(), status))
                    .filter(one -> Objects.equals(one.getReason(), reason))
                    .isPresent());
  }

  void awaitReady(String cluster) {
    awaitCondition(cluster, "Ready", "True", "Answered");
    awaitCondition(cluster, "Progressing", "False", "Settled");
    awaitRest();
  }

  /** Nothing was written for a while. */
  void awaitRest() {
    AtomicReference<Integer> last = new AtomicReference<>(-1);
    await("the operator rests")
        .atMost(Duration.ofSeconds(30))
        .during(Duration.ofMillis(600))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              int writes = writes().size();
              return last.getAndSet(writes) == writes;
            });
  }

  List<ApiRequest> writes() {
    return server.journal().writesBy(OPERATOR).stream()
        .filter(Predicate.not(request -> request.resource().startsWith("leases")))
        .toList();
  }

  @Override
  public void close() {
    stopOperator();
    server.close();
  }
}
