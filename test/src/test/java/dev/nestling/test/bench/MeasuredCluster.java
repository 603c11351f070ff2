package dev.nestling.test.bench;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;

/**
 * A LightCluster with the time of its apply.
 *
 * @param acceptedAt as {@link System#nanoTime()}
 * @param appliedOn by the clock, before it was sent
 */
record MeasuredCluster(TenantNamespace namespace, String name, long acceptedAt, Instant appliedOn) {

  /** Applies a cluster with this spec, in YAML's flow style. */
  static MeasuredCluster apply(TenantNamespace namespace, String name, String spec) {
    var yaml =
        """
        apiVersion: nestling.dev/v1alpha1
        kind: LightCluster
        metadata: {name: %s, namespace: %s}
        spec: %s
        """
            .formatted(name, namespace.name(), spec);
    var before = Instant.now();
    namespace
        .client()
        .resource(Serialization.unmarshal(yaml, LightCluster.class))
        .fieldManager("bench")
        .serverSideApply();
    return new MeasuredCluster(namespace, name, System.nanoTime(), before);
  }

  /** From the accepted apply to the first answer through the published kubeconfig. */
  Duration untilAnswered(Question question) {
    var secret =
        namespace.client().secrets().inNamespace(namespace.name()).withName(name + "-kubeconfig");
    Question.when("the kubeconfig of " + name, () -> secret.get() != null);
    long answered = question.answered(Question.target(nested().kubeconfig()));
    return Duration.ofNanos(answered - acceptedAt);
  }

  Duration untilReady() {
    return Duration.ofNanos(Question.when(name + " to be Ready", this::isReady) - acceptedAt);
  }

  boolean isReady() {
    return nested().condition("Ready").filter(it -> "True".equals(it.getStatus())).isPresent();
  }

  /** Deletes it and waits until its pod and its volume's claim are gone. */
  void delete() {
    var client = namespace.client();
    client.resources(LightCluster.class).inNamespace(namespace.name()).withName(name).delete();
    Question.when(
        "the end of " + name,
        () ->
            client
                    .pods()
                    .inNamespace(namespace.name())
                    .withLabel("nestling.dev/cluster", name)
                    .list()
                    .getItems()
                    .isEmpty()
                && client
                        .persistentVolumeClaims()
                        .inNamespace(namespace.name())
                        .withName(name + "-data")
                        .get()
                    == null);
  }

  private NestedCluster nested() {
    return NestedCluster.light(namespace, name);
  }
}
