package dev.nestling.test.api.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.hostile.Platform;
import dev.nestling.test.api.nodepool.Metal;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Values that can be recognised are put into every Secret that a spec may name, and into those that
 * operators make; then clusters and pools go through their life and their troubles. Afterwards none
 * of the values, nor of those that operators minted, may be found in anything but Secrets.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class CanaryTest {
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String POLICY = "canaries.test";

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final Canaries canaries = new Canaries();
  private final List<Forms> minted = new ArrayList<>();
  private String namespace = "";
  private LogCapture log;
  private int looks;
  private Platform platform;

  CanaryTest(ManagementApi.Server server) {
    this.server = server;
    admin = server.client();
    log = LogCapture.start();
  }

  @BeforeEach
  void start() throws IOException {
    platform = Platform.start(server, CanaryTest::repeats);
    namespace = server.newNamespace("canary");
  }

  @AfterEach
  void stop() {
    platform.close();
    log.close();
    var admission = admin.admissionRegistration().v1();
    admission.validatingAdmissionPolicyBindings().withName(POLICY).delete();
    admission.validatingAdmissionPolicies().withName(POLICY).delete();
    admin.namespaces().withName(namespace).delete();
  }

  /** An API that refuses everything, and says everything that it was sent. */
  private static HttpAnswer repeats(NestedTarget target, HttpQuestion question, Duration patience) {
    String sent = question.payload().map(HttpQuestion.Payload::text).orElse("");
    return new HttpAnswer(
        422,
        Serialization.asJson(
            Map.of(
                "kind",
                "Status",
                "status",
                "Failure",
                "reason",
                "Invalid",
                "code",
                422,
                "message",
                "this is wrong: " + sent)));
  }

  @Test
  void noValueOfASecretIsTold() throws Exception {
    goodReferences();
    brokenReferences();
    machines();
    brokenOwnSecrets();
    refusedSecrets();
    keepMinted();

    List<String> told = new ArrayList<>(WhatIsTold.objects(admin));
    told.addAll(log.lines());
    assertThat(log.lines()).isNotEmpty();
    assertThat(minted).hasSizeGreaterThan(50);
    assertThat(leaks(told)).isEmpty();
  }

  private Set<String> leaks(List<String> told) {
    List<Forms> all = new ArrayList<>(canaries.planted());
    all.addAll(minted);
    Set<String> leaks = new TreeSet<>();
    for (String text : told) {
      for (Forms forms : all) {
        forms.in(text).ifPresent(form -> leaks.add(forms.name() + ": " + around(text, form)));
      }
    }
    return leaks;
  }

  private static String around(String text, String form) {
    int at = text.indexOf(form);
    return text.substring(Math.max(0, at - 200), Math.min(text.length(), at + form.length() + 100));
  }

  /** Everything that a spec can name, in order. */
  private void goodReferences() {
    secret("webhook", Map.of("kubeconfig", kubeconfig(canaries.next("webhook"))));
    secret(
        "manifests",
        Map.of(
            "a.yaml",
            "{apiVersion: v1, kind: Secret, metadata: {name: a}, stringData: {a: %s}}"
                .formatted(canaries.next("manifests"))));
    secret(
        "database",
        Map.of(
            "endpoint",
            "postgres://user:%s@127.0.0.1:1/db".formatted(canaries.next("database")),
            "ca.crt",
            canaries.next("database ca"),
            "tls.crt",
            canaries.next("database certificate"),
            "tls.key",
            canaries.next("database key")));
    String security =
        "security: {audit: {webhookRef: {name: webhook}}}, manifests: [{kind: Secret, name: manifests}]";
    cluster("LightCluster", "good", security + ", " + external("database"));
    cluster("FullCluster", "good-full", security);
    awaitReason("LightCluster", "good", "Valid", "Accepted");
    awaitReason("FullCluster", "good-full", "Valid", "Accepted");
    keepMinted();
    merge(
        "LightCluster",
        "good",
        "{\"spec\": {\"security\": {\"encryption\": {\"keyGeneration\": 2}}}}");
    secret(
        "database",
        Map.of(
            "endpoint",
            "mysql://user:%s@127.0.0.1:1/db".formatted(canaries.next("another database"))));
    touch("LightCluster", "good");
  }

  /** Whatever may be wrong with such a Secret. */
  private void brokenReferences() {
    Map<String, Map<String, String>> databases =
        Map.of(
            "no-scheme", Map.of("endpoint", canaries.next("no scheme")),
            "no-host", Map.of("endpoint", "postgres:///" + canaries.next("no host")),
            "no-database",
                Map.of("endpoint", "postgres://u:" + canaries.next("no database") + "@h"),
            "two-lines", Map.of("endpoint", "postgres://u:p@h/d\n" + canaries.next("two lines")),
            "half-a-pair",
                Map.of("endpoint", "mysql://u:p@h/d", "tls.key", canaries.next("half a pair")),
            "another-key", Map.of("dsn", canaries.next("another key")));
    databases.forEach(
        (name, data) -> {
          secret(name, data);
          cluster("LightCluster", name, external(name));
        });
    Map<String, String> manifests =
        Map.of(
            "no-yaml", "a: b: " + canaries.next("no YAML"),
            "key-twice", "{%1$s: a, %1$s: b}".formatted(canaries.next("key twice")),
            "no-object", canaries.next("no object"),
            "no-kind", "{apiVersion: v1, metadata: {name: %s}}".formatted(canaries.next("no kind")),
            "bad-tag", "a: !!%s x".formatted(canaries.next("bad tag")),
            "bad-alias", "a: *" + canaries.next("bad alias"),
            "bad-metadata",
                "{apiVersion: v1, kind: Secret, metadata: {name: a, labels: [%s]}}"
                    .formatted(canaries.next("bad metadata")));
    manifests.forEach(
        (name, text) -> {
          secret(name, Map.of("a.yaml", text));
          cluster("LightCluster", name, "manifests: [{kind: Secret, name: %s}]".formatted(name));
        });
    secret("bad-webhook", Map.of("kubeconfig", "users: [" + canaries.next("bad webhook")));
    cluster("FullCluster", "bad-webhook", "security: {audit: {webhookRef: {name: bad-webhook}}}");
    awaitReason("FullCluster", "bad-webhook", "Valid", "Accepted");
    databases.keySet().forEach(name -> awaitFalse("LightCluster", name, "Valid"));
    manifests.keySet().forEach(name -> awaitFalse("LightCluster", name, "Valid"));
  }

  /** Keys that are none, machines that nobody answers at. */
  private void machines() throws Exception {
    secret("garbage-key", Map.of("ssh-privatekey", canaries.next("garbage key")));
    secret(
        "half-a-key",
        Map.of(
            "ssh-privatekey",
            "-----BEGIN OPENSSH PRIVATE KEY-----\n%s\n-----END OPENSSH PRIVATE KEY-----\n"
                .formatted(canaries.next("half a key"))));
    secret("real-key", Map.of("ssh-privatekey", Metal.privateKey()));
    cluster("LightCluster", "edge", "");
    awaitReason("LightCluster", "edge", "Valid", "Accepted");
    for (String key : List.of("garbage-key", "half-a-key", "real-key")) {
      cluster(
          "NodePool",
          key,
          "source: {type: Machines, machines: {keySecretRef: {name: %s}, hosts: [%s]}}, %s"
              .formatted(key, Metal.host("m", Metal.HOST_KEY), workers("")));
    }
    cluster("NodePool", "joining", "source: {type: SelfJoin}, " + workers(""));
    cluster(
        "NodePool",
        "sharing",
        "source: {type: FromPool, fromPool: {name: hardware, namespace: %s}}, %s"
            .formatted(platform.namespace(), workers(", replicas: 1")));
    for (String pool : List.of("garbage-key", "half-a-key", "real-key", "joining", "sharing")) {
      await(pool).atMost(Platform.PATIENCE).until(() -> !conditions("NodePool", pool).isEmpty());
    }
    await("a token was tried")
        .atMost(Platform.PATIENCE)
        .until(() -> admin.secrets().inNamespace(namespace).withName("joining-join").get() != null);
    keepMinted();
    overwrite("joining-join", Map.of("token", canaries.next("broken token"), "expiration", "x"));
    touch("NodePool", "joining");
    awaitReplaced("joining-join", "token");
    overwrite(
        "joining-join",
        Map.of("token", "abcdef.0123456789abcdef", "expiration", canaries.next("broken time")));
    touch("NodePool", "joining");
    awaitReplaced("joining-join", "expiration");
  }

  /** What somebody does to Secrets that are the operators' own. */
  private void brokenOwnSecrets() {
    List<Secret> own =
        admin
            .secrets()
            .inNamespace(namespace)
            .withLabel("app.kubernetes.io/managed-by", "nestling")
            .list()
            .getItems()
            .stream()
            .filter(
                (Secret secret) -> {
                  String name = secret.getMetadata().getName();
                  return name.startsWith("good-") || name.startsWith("edge-");
                })
            .toList();
    assertThat(own).hasSizeGreaterThan(8);
    for (Secret secret : own) {
      String name = secret.getMetadata().getName();
      secret
          .getData()
          .keySet()
          .forEach(key -> overwrite(name, Map.of(key, broken(key, canaries.next(name)))));
    }
    for (String cluster : List.of("good", "edge")) {
      touch("LightCluster", cluster);
    }
    touch("FullCluster", "good-full");
    awaitFalse("LightCluster", "good", "KeysValid");
    awaitFalse("LightCluster", "edge", "KeysValid");
    awaitFalse("FullCluster", "good-full", "KeysValid");
    overwrite("edge-kubeconfig", Map.of("value", kubeconfig(canaries.next("kubeconfig"))));
    touch("LightCluster", "edge");
  }

  private static String broken(String key, String canary) {
    return switch (key) {
      case "value" -> kubeconfig(canary);
      case "encryption.yaml" -> "keys: [" + canary;
      default -> "-----BEGIN PRIVATE KEY-----\n" + canary + "\n-----END PRIVATE KEY-----\n";
    };
  }

  /** A policy that quotes what it refuses. */
  private void refusedSecrets() {
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<GenericKubernetesResource>unmarshal(
                    """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingAdmissionPolicy
                    metadata: {name: %s}
                    spec:
                      matchConstraints:
                        resourceRules: [{apiGroups: [""], apiVersions: ["*"], resources: [secrets], operations: [CREATE, UPDATE]}]
                      matchConditions:
                      - {name: of-a-cluster, expression: "object.metadata.name.startsWith('refused-')"}
                      validations:
                      - expression: "false"
                        messageExpression: "'not this: ' + object.data.map(k, string(object.data[k])).join(' ')"
                    """
                        .formatted(POLICY),
                    GenericKubernetesResource.class))
        .create();
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<GenericKubernetesResource>unmarshal(
                    """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingAdmissionPolicyBinding
                    metadata: {name: %1$s}
                    spec: {policyName: %1$s, validationActions: [Deny]}
                    """
                        .formatted(POLICY),
                    GenericKubernetesResource.class))
        .create();
    await("the policy is there")
        .atMost(Platform.PATIENCE)
        .until(
            () -> {
              try {
                admin.resource(ofName("refused-probe")).dryRun().create();
                return false;
              } catch (KubernetesClientException e) {
                return String.valueOf(e.getMessage()).contains("not this");
              }
            });
    cluster("LightCluster", "refused-a", "");
    cluster("FullCluster", "refused-b", "");
    Map.of("LightCluster", "refused-a", "FullCluster", "refused-b")
        .forEach(
            (kind, name) ->
                await("the refusal is said")
                    .atMost(Platform.PATIENCE)
                    .until(
                        () ->
                            conditions(kind, name).stream()
                                .anyMatch(
                                    condition -> condition.getMessage().contains("not this"))));
  }

  private Secret ofName(String name) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .addToStringData("a", "b")
        .build();
  }

  private void keepMinted() {
    minted.addAll(MintedSecrets.of(admin, namespace));
    minted.addAll(MintedSecrets.of(admin, platform.namespace()));
  }

  private static String external(String secret) {
    return "datastore: {type: External, external: {secretRef: {name: %s}}}".formatted(secret);
  }

  private static String workers(String more) {
    return "workers: {clusterRef: {kind: LightCluster, name: edge}%s}".formatted(more);
  }

  private static String kubeconfig(String canary) {
    return """
        apiVersion: v1
        kind: Config
        clusters: [{name: a, cluster: {server: 'https://u:%1$s@192.0.2.1:6443', certificate-authority-data: '%1$s'}}]
        users: [{name: a, user: {token: '%1$s', client-certificate-data: YQ==, client-key-data: '%1$s'}}]
        contexts: [{name: a, context: {cluster: a, user: a}}]
        current-context: a
        """
        .formatted(canary);
  }

  private void secret(String name, Map<String, String> data) {
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(data)
                .build())
        .forceConflicts()
        .serverSideApply();
  }

  private void overwrite(String name, Map<String, String> data) {
    admin
        .secrets()
        .inNamespace(namespace)
        .withName(name)
        .patch(MERGE, Serialization.asJson(Map.of("stringData", data)));
  }

  private void cluster(String kind, String name, String spec) {
    String network = "network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}";
    String whole = kind.equals("NodePool") ? spec : network + (spec.isEmpty() ? "" : ", " + spec);
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .<GenericKubernetesResource>unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: %s
                    metadata: {name: %s, namespace: %s}
                    spec: {%s}
                    """
                        .formatted(kind, name, namespace, whole),
                    GenericKubernetesResource.class))
        .create();
  }

  /** The operator has read what was put there, and has put something else there. */
  private void awaitReplaced(String secret, String key) {
    await(secret + " is made anew")
        .atMost(Platform.PATIENCE)
        .until(
            () -> {
              Secret found = admin.secrets().inNamespace(namespace).withName(secret).get();
              return found != null
                  && !new String(
                          Base64.getDecoder().decode(found.getData().getOrDefault(key, "")),
                          StandardCharsets.UTF_8)
                      .startsWith("canary-");
            });
  }

  private void touch(String kind, String name) {
    // Another value each time: the same would be no change, and nobody would look.
    merge(kind, name, "{\"metadata\": {\"annotations\": {\"looked\": \"%d\"}}}".formatted(++looks));
  }

  private void merge(String kind, String name, String patch) {
    admin
        .genericKubernetesResources("nestling.dev/v1alpha1", kind)
        .inNamespace(namespace)
        .withName(name)
        .patch(MERGE, patch);
  }

  private void awaitReason(String kind, String name, String type, String reason) {
    await(name + " " + type)
        .atMost(Platform.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(conditions(kind, name))
                    .anyMatch(
                        condition ->
                            condition.getType().equals(type)
                                && condition.getReason().equals(reason)));
  }

  private void awaitFalse(String kind, String name, String type) {
    await(name + " " + type)
        .atMost(Platform.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(conditions(kind, name))
                    .anyMatch(
                        condition ->
                            condition.getType().equals(type)
                                && condition.getStatus().equals("False")));
  }

  private List<Condition> conditions(String kind, String name) {
    GenericKubernetesResource found =
        admin
            .genericKubernetesResources("nestling.dev/v1alpha1", kind)
            .inNamespace(namespace)
            .withName(name)
            .require();
    return Optional.ofNullable(found.<List<Map<String, Object>>>get("status", "conditions"))
        .orElse(List.of())
        .stream()
        .map(map -> Serialization.unmarshal(Serialization.asJson(map), Condition.class))
        .toList();
  }
}
