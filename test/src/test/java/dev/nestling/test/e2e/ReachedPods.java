package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Pods of a nested cluster that are reached from outside of it, by way of their nodes. */
final class ReachedPods {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** What the API server says of an answer with status 405. */
  private static final String NOT_ALLOWED =
      "the server does not allow this method on the requested resource";

  /**
   * Etcd is a server of HTTPS that is there; it is no webhook, and says so to whoever posts to its
   * page of health. Nobody but the pod says that, and only over TLS that the API server trusts.
   */
  private static final String WEBHOOK =
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: v1
        kind: Secret
        metadata: {name: asked, namespace: default}
        data: {tls.crt: %s, tls.key: %s}
      - apiVersion: v1
        kind: Pod
        metadata: {name: asked, namespace: default, labels: {app: asked}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          containers:
          - name: etcd
            image: registry.nestling.dev/etcd:3.6.16-0
            command:
            - etcd
            - --data-dir=/data/etcd
            - --listen-client-urls=https://0.0.0.0:2379
            - --advertise-client-urls=https://127.0.0.1:2379
            - --cert-file=/tls/tls.crt
            - --key-file=/tls/tls.key
            readinessProbe: {tcpSocket: {port: 2379}, periodSeconds: 1}
            volumeMounts: [{name: tls, mountPath: /tls}, {name: data, mountPath: /data}]
          volumes: [{name: tls, secret: {secretName: asked}}, {name: data, emptyDir: {}}]
      - apiVersion: v1
        kind: Service
        metadata: {name: asked, namespace: default}
        spec: {selector: {app: asked}, ports: [{port: 443, targetPort: 2379}]}
      - apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingWebhookConfiguration
        metadata: {name: asked}
        webhooks:
        - name: asked.example.com
          admissionReviewVersions: [v1]
          sideEffects: None
          failurePolicy: Fail
          timeoutSeconds: 10
          objectSelector: {matchLabels: {asked: "yes"}}
          rules: [{apiGroups: [""], apiVersions: [v1], resources: [configmaps], operations: [CREATE]}]
          clientConfig:
            caBundle: %s
            service: {name: asked, namespace: default, path: /health}
      """;

  private ReachedPods() {}

  /** An admission webhook that a pod serves is asked, and its refusal is heard. */
  static void awaitWebhookAsked(KubernetesClient nested) {
    var minter = new SecureMinter();
    KeyPair authority = minter.certificateAuthority("webhooks", Instant.now());
    KeyPair own =
        minter.sign(
            authority,
            CertificateRequest.server("asked", List.of("asked.default.svc"), List.of()),
            Instant.now());
    var objects =
        nested.load(
            new ByteArrayInputStream(
                WEBHOOK
                    .formatted(
                        base64(own.certificatePem()),
                        base64(own.privateKeyPem()),
                        base64(authority.certificatePem()))
                    .getBytes(StandardCharsets.UTF_8)));
    objects.create();
    await("the webhook's pod runs")
        .atMost(PATIENCE)
        .until(
            () ->
                Readiness.getInstance()
                    .isReady(nested.pods().inNamespace("default").withName("asked").get()));
    await("the webhook is asked")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(refusal(nested)).contains(NOT_ALLOWED));
    objects.delete();
  }

  private static String refusal(KubernetesClient nested) {
    try {
      nested
          .resource(
              new ConfigMapBuilder()
                  .withNewMetadata()
                  .withName("asked")
                  .withNamespace("default")
                  .addToLabels("asked", "yes")
                  .endMetadata()
                  .build())
          .dryRun()
          .create();
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** {@code kubectl port-forward} to a pod that serves its own name at port 8080. */
  static void awaitForwarded(KubernetesClient nested, Pod pod) {
    String name = pod.getMetadata().getName();
    await("port-forward to " + name)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> page(nested, name).contains(name));
  }

  private static String page(KubernetesClient nested, String pod) throws IOException {
    try (LocalPortForward forward =
            nested.pods().inNamespace("default").withName(pod).portForward(8080);
        Socket socket = new Socket(forward.getLocalAddress(), forward.getLocalPort())) {
      socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
      socket
          .getOutputStream()
          .write("GET / HTTP/1.0\r\nHost: it\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
