package dev.nestling.test.testbed;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.Objects;

/**
 * One of the operators, however they were installed.
 *
 * @param name of its Deployment
 */
public record InstalledOperator(EmbeddedCluster cluster, KubernetesClient client, String name) {
  public static final String NAMESPACE = "nestling-system";
  public static final String OF_LIGHT_CLUSTERS = "lightcluster-operator";
  public static final String OF_FULL_CLUSTERS = "cluster-operator";
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Waits until the one wanted pod runs, and no other. */
  public void awaitReady() {
    await(name + " ready")
        .atMost(PATIENCE)
        .until(
            () ->
                pods().size() == 1
                    && isSettled(Objects.requireNonNull(deployment().get(), "no " + name)));
  }

  private static boolean isSettled(Deployment deployment) {
    var status = deployment.getStatus();
    return Objects.equals(status.getObservedGeneration(), deployment.getMetadata().getGeneration())
        && Objects.equals(status.getUpdatedReplicas(), 1)
        && Objects.equals(status.getReadyReplicas(), 1);
  }

  /** The running pod. */
  public Pod pod() {
    return pods().getFirst();
  }

  /** Ends the operator's process by SIGKILL; the kubelet starts it again in the same pod. */
  public void kill() {
    cluster.node().kill(pod());
  }

  /** Replaces the pod, as an upgrade does, and waits for the new one. */
  public void restart() {
    String before = pod().getMetadata().getUid();
    client.resource(pod()).delete();
    await("a new operator pod")
        .atMost(PATIENCE)
        .until(() -> pods().stream().noneMatch(pod -> pod.getMetadata().getUid().equals(before)));
    awaitReady();
  }

  /** Runs it with one more environment variable. */
  public void set(String variable, String value) {
    cluster.kubectl("-n", NAMESPACE, "set", "env", "deployment/" + name, variable + "=" + value);
    awaitReady();
  }

  /** Runs it without that variable. */
  public void unset(String variable) {
    cluster.kubectl("-n", NAMESPACE, "set", "env", "deployment/" + name, variable + "-");
    awaitReady();
  }

  private RollableScalableResource<Deployment> deployment() {
    return client.apps().deployments().inNamespace(NAMESPACE).withName(name);
  }

  /** The last lines of its log. */
  public String log(int lines) {
    return cluster.kubectl(
        "-n", NAMESPACE, "logs", "deployment/" + name, "--tail=" + lines, "--ignore-errors");
  }

  private java.util.List<Pod> pods() {
    return client
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/name", name)
        .list()
        .getItems();
  }
}
