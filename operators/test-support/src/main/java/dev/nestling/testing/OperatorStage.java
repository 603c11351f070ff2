package dev.nestling.testing;

import static org.awaitility.Awaitility.await;

import dev.nestling.core.management.ManagementCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.testing.apiserver.ApiRequest;
import dev.nestling.testing.apiserver.MockApiServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
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

/**
 * A mock API server with an operator on it, and nested clusters that answer what a test says.
 *
 * @param <S> the spec of its kind
 * @param <P> its kind
 */
public abstract class OperatorStage<S, P extends CustomResource<S, ?>> implements AutoCloseable {
  /** What the journal calls the operator. */
  public static final String OPERATOR = "operator";

  /** Where everything is. */
  public static final String NAMESPACE = "team";

  /** Longer than anything takes on a busy machine; only what is broken takes so long. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The management cluster, as far as nobody can read it from the mock. */
  public static final ManagementCluster MANAGEMENT =
      new ManagementCluster(
          List.of("10.96.0.0/12"),
          List.of("10.244.0.0/16"),
          List.of(new ManagementCluster.NodeAddress("n1", "192.0.2.11")),
          List.of(new ManagementCluster.StorageClassFacts("standard", true, true)),
          Set.of());

  public final MockApiServer server = MockApiServer.start();
  public final KubernetesClient user = server.client("user");
  public final ScriptedNestedCluster nested = new ScriptedNestedCluster();
  public final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

  /** Stands still but for the test. */
  protected final InstantSource clock = now::get;

  private final Class<P> kind;
  private @Nullable Operator operator;

  protected OperatorStage(Class<P> kind) {
    this.kind = kind;
    server.install(kind);
    server.controllers().workloadsGetReady().volumesGetBound();
    nested.answerAll(new Health.Answered("v1.36.3", now.get()));
  }

  /** A new one, with a new memory. */
  protected abstract Reconciler<P> reconciler();

  /** Ends what runs beside the reconciler. */
  protected abstract void endBackground();

  protected abstract @Nullable List<Condition> conditions(P cluster);

  /** Starts an operator; there may have been others before. */
  public OperatorStage<S, P> startOperator() {
    Operator started = Operators.of(server.client(OPERATOR));
    started.register(reconciler());
    started.start();
    operator = started;
    return this;
  }

  public void stopOperator() {
    Optional.ofNullable(operator).ifPresent(Operators::stop);
    endBackground();
    operator = null;
  }

  /** What a user applies: a name, and a spec in YAML. */
  public P create(String name, String spec) {
    return user.resource(cluster(kind, name, spec)).create();
  }

  protected static <P extends HasMetadata> P cluster(Class<P> kind, String name, String spec) {
    String indented = spec.isBlank() ? "{}" : "\n" + spec.indent(2);
    return Serialization.unmarshal(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: %s
        metadata:
          name: %s
          namespace: %s
        spec: %s
        """
            .formatted(HasMetadata.getKind(kind), name, NAMESPACE, indented),
        kind);
  }

  /** Replaces the spec. */
  public void edit(String name, String spec) {
    Edit.of(
        resource(name),
        cluster -> {
          cluster.setSpec(cluster(kind, name, spec).getSpec());
          return cluster;
        });
  }

  /** Changes what means nothing, which makes the operator look. */
  public void touch(String name) {
    Edit.of(
        resource(name),
        cluster -> {
          cluster.getMetadata().setAnnotations(Map.of("touched", now.get().toString()));
          return cluster;
        });
  }

  /** Deletes the cluster and waits until it is gone. */
  public void delete(String name) {
    resource(name).delete();
    await().atMost(PATIENCE).until(() -> find(name).isEmpty());
  }

  private Resource<P> resource(String name) {
    return user.resources(kind).inNamespace(NAMESPACE).withName(name);
  }

  public Optional<P> find(String name) {
    return find(kind, name);
  }

  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return Optional.ofNullable(user.resources(type).inNamespace(NAMESPACE).withName(name).get());
  }

  public Optional<Condition> condition(String cluster, String type) {
    return find(cluster)
        .flatMap(found -> Optional.ofNullable(conditions(found)))
        .flatMap(all -> all.stream().filter(one -> type.equals(one.getType())).findFirst());
  }

  public void awaitCondition(String cluster, String type, String status, String reason) {
    await("condition " + type + " of " + cluster + " is " + status + "/" + reason)
        .atMost(PATIENCE)
        .until(
            () -> condition(cluster, type),
            found ->
                found
                    .filter(one -> Objects.equals(one.getStatus(), status))
                    .filter(one -> Objects.equals(one.getReason(), reason))
                    .isPresent());
  }

  /** It answers, nothing is left to do, and nothing is done any more. */
  public void awaitReady(String cluster) {
    awaitCondition(cluster, "Ready", "True", "Answered");
    awaitCondition(cluster, "Progressing", "False", "Settled");
    awaitRest();
  }

  /** Nothing was written for a while. */
  public void awaitRest() {
    AtomicReference<Integer> last = new AtomicReference<>(-1);
    await("the operator rests")
        .atMost(PATIENCE)
        .during(Duration.ofMillis(600))
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> {
              int writes = writes().size();
              return last.getAndSet(writes) == writes;
            });
  }

  /** What the operators wrote, but for leases. */
  public List<ApiRequest> writes() {
    return server.journal().writesBy(OPERATOR).stream()
        .filter(Predicate.not(request -> request.resource().startsWith("leases")))
        .toList();
  }

  /** The reasons of all events. */
  public List<String> reasons() {
    return user.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
        .map(Event::getReason)
        .toList();
  }

  @Override
  public void close() {
    stopOperator();
    server.close();
  }
}
