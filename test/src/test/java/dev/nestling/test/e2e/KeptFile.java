package dev.nestling.test.e2e;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A file in a volume of a nested cluster's default class. */
final class KeptFile {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final String CLAIM =
      """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data, namespace: default}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
      """;

  /** Of another user than root, in a directory that is its alone. */
  private static final String WRITE =
      "mkdir -m 0700 /data/mine && echo kept > /data/mine/file && exec sleep 3600";

  private static final String READ = "exec sleep 3600";

  private KeptFile() {}

  /** Writes it by one pod and reads it by another; then nothing is left of the volume. */
  static void awaitKept(KubernetesClient nested) {
    var claim = nested.load(stream(CLAIM));
    claim.create();
    runs(nested, "writer", WRITE);
    runs(nested, "reader", READ);
    claim.delete();
    await("the volume is removed with its files")
        .atMost(PATIENCE)
        .until(() -> nested.persistentVolumes().list().getItems().isEmpty());
  }

  /** A pod is ready when it reads the file. */
  private static void runs(KubernetesClient nested, String name, String command) {
    var pod = nested.load(stream(pod(name, command)));
    pod.create();
    await(name + " reads the file")
        .atMost(PATIENCE)
        .until(
            () ->
                Readiness.getInstance()
                    .isReady(nested.pods().inNamespace("default").withName(name).get()));
    pod.delete();
    await(name + " is gone")
        .atMost(PATIENCE)
        .until(() -> nested.pods().inNamespace("default").withName(name).get() == null);
  }

  private static String pod(String name, String command) {
    return """
        apiVersion: v1
        kind: Pod
        metadata: {name: %s, namespace: default}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          securityContext: {runAsUser: 1000, runAsGroup: 1000}
          containers:
          - name: it
            image: registry.nestling.dev/node-helper:1.35.0
            command: [/bin/sh, -c, "%s"]
            readinessProbe: {exec: {command: [/bin/sh, -c, "cat /data/mine/file"]}, periodSeconds: 1}
            volumeMounts: [{name: data, mountPath: /data}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
        """
        .formatted(name, command);
  }

  private static ByteArrayInputStream stream(String yaml) {
    return new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8));
  }
}
