package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.placement.Amount;
import dev.nestling.test.testbed.ClusterNode;
import dev.nestling.test.testbed.Machine;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.test.testbed.WorkerImages;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Worker nodes as pods on hardware of the management cluster that another namespace offers. */
@Tag("e2e")
@Tag("long")
class WorkerPodsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final String POOL = "workers";
  private static final Duration AWAY = Duration.ofMinutes(3);
  private static final long MEBIBYTE = 1L << 20;
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  /** A pod on each of two nodes, with a Secret of its own. */
  private static final String TWO_SECRETS =
      Stream.of(0, 1)
          .map(
              number ->
                  """
                  ---
                  apiVersion: v1
                  kind: Secret
                  metadata: {name: of-%1$d, namespace: default}
                  ---
                  apiVersion: v1
                  kind: Pod
                  metadata: {name: of-%1$d, namespace: default}
                  spec:
                    nodeName: workers-%1$d
                    automountServiceAccountToken: false
                    containers:
                    - name: sleeper
                      image: registry.nestling.dev/node-helper:1.35.0
                      command: [/bin/sh, -c, "exec sleep 100000"]
                      volumeMounts: [{name: own, mountPath: /own}]
                    volumes: [{name: own, secret: {secretName: of-%1$d}}]
                  """
                      .formatted(number))
          .collect(Collectors.joining());

  private static final List<Machine> MACHINES = new ArrayList<>();

  @RegisterExtension static final Tenant TENANT = Tenant.named("share");

  private final KubernetesClient management = Testbed.get().client();
  private String platform = "";

  /** Three nodes with the first one. */
  @BeforeAll
  static void start() {
    WorkerImages.provide(Testbed.get());
    for (int number = 1; number <= 2; number++) {
      MACHINES.add(Machine.startManagementNode(Testbed.get(), number));
    }
  }

  @AfterAll
  static void end() {
    for (Machine machine : MACHINES) {
      machine.close();
      Testbed.get().client().nodes().withName(machine.name()).delete();
    }
    MACHINES.clear();
  }

  @BeforeEach
  void offer() {
    Namespace created =
        management
            .resource(
                new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("platform-")
                    .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
                    .addToLabels("nestling.dev/clusters", "enabled")
                    .endMetadata()
                    .build())
            .create();
    platform = created.getMetadata().getName();
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: hardware, namespace: %s}
        spec:
          source:
            type: Nodes
            nodes: {selector: {}}
          sharing:
            allowedNamespaces: {names: [%s]}
            burst: true
            imageArchives: %s
        """
            .formatted(platform, TENANT.namespace().name(), WorkerImages.DIRECTORY));
  }

  @AfterEach
  void takeBack() {
    management.resources(NodePool.class).inNamespace(TENANT.namespace().name()).delete();
    await("pools of workers are gone")
        .atMost(PATIENCE)
        .until(
            () ->
                management
                    .resources(NodePool.class)
                    .inNamespace(TENANT.namespace().name())
                    .list()
                    .getItems()
                    .isEmpty());
    management.namespaces().withName(platform).delete();
    await("the platform's namespace is gone")
        .atMost(PATIENCE)
        .until(() -> management.namespaces().withName(platform).get() == null);
  }

  @Test
  void podsAreNodesOfALightCluster() {
    lifeOfAPool(TENANT.apply("edge", "{}").awaitReady());
  }

  @Test
  void podsAreNodesOfAFullCluster() {
    lifeOfAPool(TENANT.applyFull("prod", "{}").awaitReady());
  }

  /** With the control plane away, and nobody to ask, nodes go on with what they have. */
  @Test
  void podsGoOnWhileTheControlPlaneIsAway() throws Exception {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    createPool(cluster, 2);
    awaitNodes(2);
    List<String> before;
    try (var nested = cluster.client()) {
      Pages.awaitServedOnBothNodes(nested);
      before = lives(nested);
    }
    String processes = pages(worker(0));
    assertThat(processes).isNotEmpty();

    cluster.apply("power: Stopped");
    cluster.awaitNoPod();
    // Longer than a node may be silent before it counts as lost.
    Thread.sleep(AWAY);
    assertThat(pages(worker(0))).as("the same processes").isEqualTo(processes);
    assertThat(pool().get().getStatus().conditions())
        .anyMatch(it -> "ClusterStopped".equals(it.getReason()));

    cluster.apply("power: Running");
    cluster.awaitReady();
    awaitNodes(2);
    try (var nested = cluster.client()) {
      assertThat(lives(nested)).as("nothing was started anew").isEqualTo(before);
    }
    assertThat(pages(worker(0))).isEqualTo(processes);
  }

  /** Which pods serve pages, and how often each was restarted. */
  private static List<String> lives(KubernetesClient nested) {
    return Pages.pods(nested).stream()
        .map(
            pod ->
                pod.getMetadata().getUid()
                    + " "
                    + pod.getStatus().getContainerStatuses().getFirst().getRestartCount())
        .sorted()
        .toList();
  }

  /** Process ids of the servers of pages on a worker. */
  private String pages(Pod worker) throws Exception {
    return Pages.output(management, worker, "pidof httpd || true");
  }

  private Pod worker(int ordinal) {
    return pods().stream()
        .filter(it -> it.getMetadata().getName().endsWith("-" + ordinal))
        .findFirst()
        .orElseThrow();
  }

  /** Whoever takes over a worker has the credentials of its node, and what its pods hold. */
  @Test
  void aHostileWorkerOpensNothingElse() throws Exception {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    createPool(cluster, 2);
    awaitNodes(2);
    try (var nested = cluster.client()) {
      nested.load(new ByteArrayInputStream(TWO_SECRETS.getBytes(StandardCharsets.UTF_8))).create();
      await("both pods run")
          .atMost(PATIENCE)
          .until(
              () ->
                  nested.pods().inNamespace("default").list().getItems().stream()
                          .filter(Readiness.getInstance()::isReady)
                          .count()
                      == 2);
    }
    String directory = "/var/lib/nestling/kubelet/pki/kubelet-client-current.pem";
    String credentials = Pages.output(management, worker(0), "cat " + directory);
    assertThat(credentials).contains("BEGIN CERTIFICATE", "PRIVATE KEY");

    try (var node = asNode(cluster, credentials)) {
      assertThat(node.secrets().inNamespace("default").withName("of-0").get()).isNotNull();
      refused(() -> node.secrets().inNamespace("default").withName("of-1").get());
      refused(() -> node.secrets().inNamespace("default").list());
      refused(() -> node.secrets().inNamespace("kube-system").list());
      refused(
          () ->
              node.nodes()
                  .withName(POOL + "-1")
                  .patch(MERGE, "{\"metadata\": {\"labels\": {\"a\": \"b\"}}}"));
      refused(
          () ->
              node.nodes()
                  .withName(POOL + "-0")
                  .patch(
                      MERGE,
                      "{\"metadata\": {\"labels\": {\"nestling.node-restriction.kubernetes.io/node-pool\": \"other\"}}}"));
      refused(() -> node.pods().inNamespace("default").withName("of-1").delete());
      refused(() -> node.serviceAccounts().inNamespace("kube-system").withName("default").get());
    }
    assertThat(Pages.output(management, worker(0), "ls /var/run/secrets /run/secrets 2>&1 || true"))
        .as("no token of the management cluster")
        .doesNotContain("kubernetes.io");
    try (var outside = asNodeOf(management, credentials)) {
      assertThatThrownBy(() -> outside.namespaces().list())
          .isInstanceOfSatisfying(
              KubernetesClientException.class,
              refusal -> assertThat(refusal.getCode()).isIn(401, 403));
    }
  }

  private static void refused(ThrowingCallable attempt) {
    assertThatThrownBy(attempt)
        .isInstanceOfSatisfying(
            KubernetesClientException.class,
            refusal -> assertThat(refusal.getCode()).isEqualTo(403));
  }

  private static KubernetesClient asNode(NestedCluster cluster, String credentials) {
    try (var admin = cluster.client()) {
      return asNodeOf(admin, credentials);
    }
  }

  /** The same server, with certificate and key of a node alone. */
  private static KubernetesClient asNodeOf(KubernetesClient admin, String credentials) {
    Config known = admin.getConfiguration();
    int key = credentials.indexOf("-----BEGIN EC PRIVATE KEY");
    assertThat(key).as("the certificate comes first").isPositive();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(known.getMasterUrl())
                .withCaCertData(known.getCaCertData())
                .withCaCertFile(known.getCaCertFile())
                .withClientCertData(base64(credentials.substring(0, key)))
                .withClientKeyData(base64(credentials.substring(key)))
                .withClientKeyAlgo("EC")
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private void lifeOfAPool(NestedCluster cluster) {
    createPool(cluster, 3);
    try (var nested = cluster.client()) {
      awaitNodes(3);
      Node node = nested.nodes().withName(POOL + "-0").require();
      assertThat(Amount.ofNode(node.getStatus().getAllocatable()).memory())
          .as("no more than its size, without what its own programs need")
          .isEqualTo((1024 - 256) * MEBIBYTE);
      assertThat(Amount.ofNode(node.getStatus().getAllocatable()).milliCpu()).isEqualTo(300);
      assertThat(node.getMetadata().getLabels()).containsEntry("example.com/disk", "ssd");
      Pages.awaitServedOnBothNodes(nested);
      KeptFile.awaitKept(nested);
      ReachedPods.awaitForwarded(nested, Pages.pods(nested).getFirst());
      ReachedPods.awaitWebhookAsked(nested);

      replaces(nested, POOL + "-0");
      shrinks(nested);

      pool().delete();
      await("no node is left").atMost(PATIENCE).until(() -> names(nested).isEmpty());
    }
    await("the pool is gone").atMost(PATIENCE).until(() -> pool().get() == null);
    assertThat(pods()).isEmpty();
    assertThat(management.apps().statefulSets().inNamespace(platform).list().getItems()).isEmpty();
    assertThat(management.secrets().inNamespace(platform).list().getItems()).isEmpty();
  }

  private void createPool(NestedCluster cluster, int replicas) {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: %s, namespace: %s}
        spec:
          source: {type: FromPool, fromPool: {name: hardware, namespace: %s}}
          workers:
            clusterRef: {kind: %s, name: %s}
            replicas: %d
            size: {cpu: 300m, memory: 1Gi}
            labels: {example.com/disk: ssd}
        """
            .formatted(
                POOL, cluster.namespace(), platform, cluster.kind(), cluster.name(), replicas));
  }

  private void create(String yaml) {
    management
        .resource(management.getKubernetesSerialization().unmarshal(yaml, NodePool.class))
        .create();
  }

  private Resource<NodePool> pool() {
    return management
        .resources(NodePool.class)
        .inNamespace(TENANT.namespace().name())
        .withName(POOL);
  }

  private void awaitNodes(int count) {
    await(count + " nodes are ready")
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(pool().get().getStatus())
                    .filter(status -> (count + "/" + count).equals(status.readyNodes()))
                    .map(NodePoolStatus::conditions)
                    .orElse(List.of())
                    .stream()
                    .anyMatch(it -> it.getType().equals("Ready") && it.getStatus().equals("True")));
  }

  private List<Pod> pods() {
    return management
        .pods()
        .inNamespace(platform)
        .withLabel("nestling.dev/worker-pool", POOL)
        .list()
        .getItems();
  }

  private static List<String> names(KubernetesClient nested) {
    return nested.nodes().list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .toList();
  }

  /** Another pod becomes the same node, even if something in the first one can't be ended. */
  private void replaces(KubernetesClient nested, String name) {
    Pod pod = worker(0);
    String before = bootId(nested, name);
    ClusterNode.freezeInside(pod);
    management.resource(pod).delete();
    await("another pod is the node")
        .atMost(PATIENCE)
        .until(
            () ->
                pods().stream()
                    .filter(it -> it.getMetadata().getName().equals(pod.getMetadata().getName()))
                    .anyMatch(it -> !it.getMetadata().getUid().equals(pod.getMetadata().getUid())));
    awaitNodes(3);
    assertThat(bootId(nested, name)).as("the Node outlives the pod").isEqualTo(before);
  }

  private static String bootId(KubernetesClient nested, String node) {
    return nested.nodes().withName(node).require().getMetadata().getUid();
  }

  private void shrinks(KubernetesClient nested) {
    Testbed.get()
        .kubectl("-n", TENANT.namespace().name(), "scale", "nodepool/" + POOL, "--replicas=2");
    await("a node is gone")
        .atMost(PATIENCE)
        .until(() -> names(nested).equals(List.of(POOL + "-0", POOL + "-1")));
    awaitNodes(2);
    await("its pod is gone").atMost(PATIENCE).until(() -> pods().size() == 2);
  }
}
