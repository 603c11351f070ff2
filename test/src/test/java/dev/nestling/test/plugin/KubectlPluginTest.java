package dev.nestling.test.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.Owner;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.OperatorInstance;
import dev.nestling.test.plugin.Person.Outcome;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands with the rights that people have. The API server that is the management cluster
 * plays the nested one, too, where one is asked.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class KubectlPluginTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final String namespace;
  private final Path directory;

  KubectlPluginTest(ManagementApi.Server server, @TempDir Path directory) {
    this.server = server;
    this.admin = server.client();
    this.namespace = server.newNamespace("plugin");
    this.directory = directory;
  }

  @AfterEach
  void delete() {
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void aViewerSeesWhatTheOperatorMadeAndWhyItWaits() throws IOException {
    Person viewer = Person.with("view", server, namespace, directory);
    create(LightCluster.class, "edge");
    try (OperatorInstance operator = OperatorInstance.start(server.config(), namespace)) {
      await("the operator and the scheduler have said something")
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                Outcome why = viewer.run("why", "edge");
                assertThat(why.code()).isZero();
                assertThat(why.out()).contains("Pod edge-server-0  Unschedulable");
              });

      Outcome status = viewer.run("status", "edge");

      assertThat(status.err()).isEmpty();
      assertThat(status.code()).isZero();
      assertThat(status.out())
          .startsWith("LightCluster edge  ")
          .contains(
              "StatefulSet edge-server  0/1 ready",
              "Pod edge-server-0  Unschedulable",
              "PersistentVolumeClaim edge-data  Pending",
              "Service edge-api  ClusterIP")
          .doesNotContain("may not");
      assertThat(status.out().lines().toList().getLast())
          .startsWith("Waits for Pod edge-server-0  Unschedulable: ");
      assertThat(viewer.run("why", "edge").out()).contains("To do (Unschedulable): ");
    }
  }

  @Test
  void aViewerHasNoKubeconfigAndIsToldWhatIsMissing() throws IOException {
    Person viewer = Person.with("view", server, namespace, directory);
    publish(create(LightCluster.class, "edge"));

    Outcome refused = viewer.run("kubeconfig", "edge");

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .isEqualTo(
            "error: you may not read secrets in namespace %s: an administrator has to bind the ClusterRole edit to you there\n"
                .formatted(namespace));
  }

  @Test
  void whoSeesClustersAloneSeesTheRestLeftOut() throws IOException {
    Person poor = Person.with("nestling-lightcluster-viewer", server, namespace, directory);
    create(LightCluster.class, "edge");

    Outcome status = poor.run("status", "lightcluster/edge");

    assertThat(status.code()).isZero();
    assertThat(status.out())
        .contains(
            "LightCluster edge  New",
            "(you may not list pods here)",
            "(you may not list StatefulSets here)",
            "(you may not list NodePools here)");
    assertThat(poor.run("why", "edge").out()).contains("(you may not list events here)");
  }

  @Test
  void aNameThatIsNotThereIsAnsweredWithThoseThatAre() throws IOException {
    Person viewer = Person.with("view", server, namespace, directory);
    create(LightCluster.class, "first");
    create(FullCluster.class, "prod");

    Outcome outcome = viewer.run("status", "frist");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("no LightCluster or FullCluster frist")
        .contains("there are: lightcluster/first, fullcluster/prod");
    assertThat(viewer.complete("status", "").out()).isEqualTo("first\nprod\n:4\n");
    assertThat(viewer.complete("kubeconfig", "p").out()).isEqualTo("prod\n:4\n");
  }

  /** Kubeconfigs of {@code nestlet up} have such keys. */
  @Test
  void anAdministratorMayHaveAKeyOfACurve() throws IOException {
    Outcome outcome =
        Person.administrator(server, namespace, directory).run("status", "fullcluster/nobody");

    assertThat(outcome.err())
        .isEqualTo(
            "error: there is no FullCluster nobody in namespace %s, nor any other; give another namespace with -n\n"
                .formatted(namespace));
    assertThat(outcome.code()).isEqualTo(1);
  }

  @Test
  void twoKindsOfOneNameHaveToBeToldApart() throws IOException {
    Person editor = Person.with("edit", server, namespace, directory);
    publish(create(LightCluster.class, "edge"));
    create(FullCluster.class, "edge");

    Outcome ambiguous = editor.run("kubeconfig", "edge");

    assertThat(ambiguous.code()).isEqualTo(1);
    assertThat(ambiguous.err()).contains("--kind lightcluster or --kind fullcluster");
    assertThat(editor.run("kubeconfig", "edge", "--kind", "lightcluster").out())
        .startsWith("apiVersion: v1\nkind: Config\n");
    Outcome others = editor.run("kubeconfig", "edge", "--kind", "fullcluster");
    assertThat(others.code()).isEqualTo(1);
    assertThat(others.err())
        .contains(
            "Secret edge-kubeconfig belongs to LightCluster edge, and not to FullCluster edge");
  }

  @Test
  void theKubeconfigIsMergedBesideWhatIsThere() throws IOException {
    Person editor = Person.with("edit", server, namespace, directory);
    publish(create(LightCluster.class, "edge"));
    String before = Files.readString(editor.kubeconfig());

    Outcome merged = editor.run("kubeconfig", "edge", "--merge", "--switch");

    String context = namespace + "-edge";
    assertThat(merged.err()).contains("Context " + context + " is in " + editor.kubeconfig());
    assertThat(merged.code()).isZero();
    String after = Files.readString(editor.kubeconfig());
    assertThat(after.lines())
        .containsSubsequence(
            before
                .replace("current-context: management", "current-context: " + context)
                .lines()
                .toList());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(editor.kubeconfig())))
        .isEqualTo("rw-------");
    assertThat(user(Config.fromKubeconfig(after)).getUsername()).isEqualTo("tests");

    Outcome again = editor.run("kubeconfig", "edge", "--merge", "--context", "management");

    assertThat(again.code()).isZero();
    assertThat(editor.kubeconfig()).hasContent(after);
  }

  @Test
  void aCertificateIsSignedForAShortTime() throws IOException {
    Person editor = Person.with("edit", server, namespace, directory);
    publish(create(LightCluster.class, "edge"));
    Path file = directory.resolve("short.kubeconfig");

    Outcome issued =
        editor.run(
            "kubeconfig",
            "edge",
            "--duration",
            "15m",
            "--user",
            "ann",
            "--group",
            "developers",
            "--group",
            "night shift",
            "-o",
            file.toString());

    assertThat(issued.err()).startsWith("The certificate is good until ");
    assertThat(issued.code()).isZero();
    Instant end = Instant.parse(issued.err().strip().replaceAll(".* |\\.$", ""));
    assertThat(Duration.between(Instant.now(), end))
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(16));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    UserInfo ann = user(Config.fromKubeconfig(Files.readString(file)));
    assertThat(ann.getUsername()).isEqualTo("ann");
    assertThat(ann.getGroups()).contains("developers", "night shift");

    Outcome administrators =
        editor.run(
            "kubeconfig", "edge", "--duration", "1h", "--user", "eve", "--group", "system:masters");

    assertThat(administrators.code()).isEqualTo(1);
    assertThat(administrators.err()).contains("the cluster refuses the certificate");
  }

  @Test
  void whoWaitsForATokenGetsItWhenItIsThere() throws IOException {
    Person editor = Person.with("edit", server, namespace, directory);
    create(LightCluster.class, "edge");
    NodePool pool = selfJoinPool();

    CompletableFuture<Outcome> waiting =
        CompletableFuture.supplyAsync(() -> editor.run("join", "machines", "--timeout", "1m"));
    Outcome early = editor.run("join", "machines", "--timeout", "0s");
    assertThat(early.code()).isEqualTo(1);
    assertThat(early.err())
        .contains("NodePool machines has no token yet", "kubectl nestling why nodepool/machines");
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("machines-join")
                .withNamespace(namespace)
                .withOwnerReferences(Owner.of(pool).toOwnerReference())
                .endMetadata()
                .withStringData(
                    Map.of(
                        "kubeadm-join",
                        "kubeadm join 203.0.113.7:31743 --token a.b",
                        "expiration",
                        Instant.now().plus(Duration.ofHours(5)).toString()))
                .build())
        .create();

    Outcome outcome = waiting.join();

    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).isEqualTo("kubeadm join 203.0.113.7:31743 --token a.b\n");
    assertThat(outcome.err()).contains("(4h59m)");
  }

  private <T extends HasMetadata> T create(Class<T> kind, String name) {
    return admin
        .resource(
            admin
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: %s
                    metadata: {name: %s, namespace: %s}
                    spec:
                      network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
                    """
                        .formatted(kind.getSimpleName(), name, namespace),
                    kind))
        .create();
  }

  private NodePool selfJoinPool() {
    return admin
        .resource(
            admin
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: NodePool
                    metadata: {name: machines, namespace: %s}
                    spec:
                      source: {type: SelfJoin}
                      workers: {clusterRef: {kind: LightCluster, name: edge}}
                    """
                        .formatted(namespace),
                    NodePool.class))
        .create();
  }

  /** The published kubeconfig, with which this API server is asked. */
  private void publish(LightCluster cluster) {
    Config config = server.config();
    Kubeconfig kubeconfig =
        new Kubeconfig(
            "edge",
            new Kubeconfig.Server(
                config.getMasterUrl().replaceAll("/$", ""),
                config.getCaCertData(),
                Optional.empty()),
            new Kubeconfig.User(
                "edge-admin", new KeyPair(config.getClientCertData(), config.getClientKeyData())));
    admin
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("edge-kubeconfig")
                .withNamespace(namespace)
                .withOwnerReferences(Owner.of(cluster).toOwnerReference())
                .endMetadata()
                .withStringData(Map.of("value", kubeconfig.toYaml()))
                .build())
        .create();
  }

  private static UserInfo user(Config config) {
    config.setClientKeyAlgo("EC");
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      return client.resource(new SelfSubjectReview()).create().getStatus().getUserInfo();
    }
  }
}
