package dev.nestling.test.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Pages that two pods of a nested cluster serve, on a node each. */
final class Pages {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** A page with the pod's name, from each of two nodes; the image has a shell and its commands. */
  private static final String WEB =
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: default}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              automountServiceAccountToken: false
              topologySpreadConstraints:
              - maxSkew: 1
                topologyKey: kubernetes.io/hostname
                whenUnsatisfiable: DoNotSchedule
                labelSelector: {matchLabels: {app: web}}
              containers:
              - name: web
                image: registry.nestling.dev/node-helper:1.35.0
                command: [/bin/sh, -c, "mkdir /www && hostname > /www/index.html && exec httpd -f -p 8080 -h /www"]
      - apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: default}
        spec:
          selector: {app: web}
          ports: [{port: 80, targetPort: 8080}]
      """;

  private Pages() {}

  static List<Pod> pods(KubernetesClient nested) {
    return nested.pods().inNamespace("default").withLabelSelector("app=web").list().getItems();
  }

  /** Deploys them, and asks each page and, on each node, for the name of their Service. */
  static void awaitServedOnBothNodes(KubernetesClient nested) {
    nested.load(new ByteArrayInputStream(WEB.getBytes(StandardCharsets.UTF_8))).create();
    await("both pods run, on a node each")
        .atMost(PATIENCE)
        .until(
            () ->
                pods(nested).stream()
                        .filter(Readiness.getInstance()::isReady)
                        .map(pod -> pod.getSpec().getNodeName())
                        .distinct()
                        .count()
                    == 2);
    for (Pod pod : pods(nested)) {
      awaitPage(nested, pod);
      awaitName(nested, pod);
    }
  }

  /** Through the tunnel, to a pod that only its node reaches directly. */
  private static void awaitPage(KubernetesClient nested, Pod pod) {
    String page =
        "/api/v1/namespaces/default/pods/%s:8080/proxy/".formatted(pod.getMetadata().getName());
    await(page)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> pod.getMetadata().getName().equals(nested.raw(page).strip()));
  }

  /**
   * Cluster DNS is a Service, with pods on one node or both: at least one of two pods on different
   * nodes is answered from the other node, again and again.
   */
  private static void awaitName(KubernetesClient nested, Pod pod) {
    String address =
        nested.services().inNamespace("default").withName("web").get().getSpec().getClusterIP();
    await("the name of a Service, asked on " + pod.getSpec().getNodeName())
        .atMost(PATIENCE)
        .until(
            () ->
                output(
                        nested,
                        pod,
                        "for i in 1 2 3 4 5 6; do nslookup -type=a web.default.svc.cluster.local || exit 1; done")
                    .contains("Address: " + address));
  }

  /** Standard output, or nothing when the command did not succeed. */
  static String output(KubernetesClient cluster, Pod pod, String command) throws Exception {
    var out = new ByteArrayOutputStream();
    try (ExecWatch exec =
        cluster
            .pods()
            .inNamespace(pod.getMetadata().getNamespace())
            .withName(pod.getMetadata().getName())
            .writingOutput(out)
            .exec("/bin/sh", "-c", command)) {
      Integer code = exec.exitCode().get(30, TimeUnit.SECONDS);
      return code != null && code == 0 ? out.toString(StandardCharsets.UTF_8).strip() : "";
    }
  }
}
