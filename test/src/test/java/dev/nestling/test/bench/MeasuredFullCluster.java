package dev.nestling.test.bench;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.TenantNamespace;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A FullCluster with the time of its apply.
 *
 * @param acceptedAt as {@link System#nanoTime()}
 * @param appliedOn by the clock, before it was sent
 */
record MeasuredFullCluster(NestedCluster cluster, long acceptedAt, Instant appliedOn) {

  static MeasuredFullCluster apply(TenantNamespace namespace, String name) {
    var cluster = NestedCluster.full(namespace, name);
    var before = Instant.now();
    cluster.apply("{}");
    return new MeasuredFullCluster(cluster, System.nanoTime(), before);
  }

  /** From the accepted apply to the first answer through the published kubeconfig. */
  Duration untilAnswered(Question question) {
    var secret =
        cluster
            .management()
            .secrets()
            .inNamespace(cluster.namespace())
            .withName(cluster.name() + "-kubeconfig");
    Question.when("the kubeconfig of " + cluster.name(), () -> secret.get() != null);
    NestedTarget target = Question.target(cluster.kubeconfig());
    return Duration.ofNanos(question.answered(target) - acceptedAt);
  }

  void untilSettled() {
    Question.when(
        cluster.name() + " to be settled",
        () ->
            cluster
                .condition("Progressing")
                .filter(it -> "Settled".equals(it.getReason()))
                .isPresent());
  }

  /**
   * Deletes it and waits until its pods and its volumes' claims are gone. Paused, it gets no new
   * workloads when its old ones go without their pods.
   */
  void delete() {
    cluster.apply("{paused: true}");
    Question.when(
        cluster.name() + " to be paused",
        () ->
            cluster
                .condition("Progressing")
                .filter(it -> "Paused".equals(it.getReason()))
                .isPresent());
    orphanPods(cluster);
    cluster.delete();
    untilGone(cluster);
  }

  /** What makes pods goes, and they stay. */
  static void orphanPods(NestedCluster cluster) {
    var apps = cluster.management().apps();
    for (var workloads : List.of(apps.deployments(), apps.replicaSets(), apps.statefulSets())) {
      workloads
          .inNamespace(cluster.namespace())
          .withLabel("nestling.dev/cluster", cluster.name())
          .withPropagationPolicy(DeletionPropagation.ORPHAN)
          .delete();
    }
  }

  /**
   * Nobody measures the end, and an API server would wait for its etcd as long as it may: once
   * nobody makes pods any more, they are ended.
   */
  static void untilGone(NestedCluster cluster) {
    var client = cluster.management();
    String label = "nestling.dev/cluster";
    var pods = client.pods().inNamespace(cluster.namespace()).withLabel(label, cluster.name());
    Question.when(
        "the end of the workloads of " + cluster.name(),
        () ->
            client
                    .apps()
                    .deployments()
                    .inNamespace(cluster.namespace())
                    .withLabel(label, cluster.name())
                    .list()
                    .getItems()
                    .isEmpty()
                && client
                    .apps()
                    .replicaSets()
                    .inNamespace(cluster.namespace())
                    .withLabel(label, cluster.name())
                    .list()
                    .getItems()
                    .isEmpty()
                && client
                    .apps()
                    .statefulSets()
                    .inNamespace(cluster.namespace())
                    .withLabel(label, cluster.name())
                    .list()
                    .getItems()
                    .isEmpty());
    pods.withGracePeriod(1).delete();
    Question.when(
        "the end of " + cluster.name(),
        () ->
            pods.list().getItems().isEmpty()
                && client
                    .persistentVolumeClaims()
                    .inNamespace(cluster.namespace())
                    .list()
                    .getItems()
                    .isEmpty());
  }
}
