package dev.nestling.test.e2e;

import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The pods of a FullCluster.
 *
 * @param cluster the only one of its namespace
 */
record ControlPlane(NestedCluster cluster) {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  List<Pod> pods(String component) {
    return cluster
        .management()
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems();
  }

  Set<String> uids(String component) {
    return pods(component).stream()
        .map(pod -> pod.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  /** Waits until nothing is to be done any more. */
  void awaitSettled() {
    cluster.awaitCondition("EtcdHealthy", condition -> "True".equals(condition.getStatus()));
    cluster.awaitCondition("Progressing", condition -> "Settled".equals(condition.getReason()));
  }

  /** Waits until this many members vote, and nobody else is there. */
  void awaitMembers(int members) {
    await(members + " members vote")
        .atMost(PATIENCE)
        .until(
            () ->
                cluster
                    .object()
                    .map(found -> found.get("status", "etcd", "ready"))
                    .filter((members + "/" + members)::equals)
                    .isPresent());
    awaitSettled();
    await(members + " pods of etcd").atMost(PATIENCE).until(() -> pods("etcd").size() == members);
  }

  /** Waits until the pod is gone and as many as wanted are ready. */
  void awaitReplaced(String component, Pod old) {
    await("another pod for " + old.getMetadata().getName())
        .atMost(PATIENCE)
        .until(
            () ->
                pods(component).stream()
                    .noneMatch(
                        pod ->
                            Objects.equals(
                                pod.getMetadata().getUid(), old.getMetadata().getUid())));
    awaitReady(component, component.equals("etcd") ? 3 : 2);
  }

  void awaitReady(String component, int wanted) {
    await(wanted + " ready pods of " + component)
        .atMost(PATIENCE)
        .until(
            () ->
                pods(component).stream().filter(Readiness.getInstance()::isReady).count()
                    == wanted);
  }
}
