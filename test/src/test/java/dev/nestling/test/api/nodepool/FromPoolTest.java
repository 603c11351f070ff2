package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ScriptedKubelet;
import dev.nestling.test.api.ShippedRights;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Worker nodes as pods on another pool's hardware, on a real API server that is the management
 * cluster and plays the nested one, too. Pods run in word alone, and so the Nodes are made by the
 * test.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class FromPoolTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);
  private static final String POOL = "nestling.node-restriction.kubernetes.io/node-pool";

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final Config restricted;
  private final String namespace;
  private final String platform;
  private final EdgeCluster edge;

  /** Unlike any other test's, because they are the names of nodes. */
  private final String workers;

  private Hardware hardware;
  private ScriptedKubelet kubelet;
  private PoolOperator operator;

  FromPoolTest(ManagementApi.Server server) throws IOException {
    this.server = server;
    admin = server.client();
    restricted = ShippedRights.installForFullClusters(server);
    namespace = server.newNamespace("share");
    platform = server.newNamespace("platform");
    workers = "w" + namespace.substring(namespace.lastIndexOf('-') + 1);
    edge = EdgeCluster.in(admin, namespace);
  }

  @BeforeEach
  void start() {
    hardware = new Hardware(admin, "share-test/" + namespace);
    hardware.add("iron-" + namespace, "8", "16Gi");
    kubelet = new ScriptedKubelet(admin);
    operator = PoolOperator.start(restricted, EdgeCluster.playedBy(server, https));
    edge.create();
  }

  @AfterEach
  void close() {
    for (String space : List.of(namespace, platform)) {
      admin.resources(NodePool.class).inNamespace(space).delete();
      await("all pools are gone")
          .atMost(PATIENCE)
          .until(
              () -> admin.resources(NodePool.class).inNamespace(space).list().getItems().isEmpty());
    }
    operator.close();
    kubelet.close();
    hardware.close();
    admin.resources(LightCluster.class).inNamespace(namespace).delete();
    admin.nodes().withLabel("test", namespace).delete();
    admin.namespaces().withName(namespace).delete();
    admin.namespaces().withName(platform).delete();
  }

  @Test
  void nodesComeGoAndAreReplaced() {
    offer("allowedNamespaces: {names: [%s]}".formatted(namespace));
    ask(2, "size: {cpu: 500m, memory: 1Gi}");
    awaitCondition("Placed", "Granted");
    awaitReplicas(2);
    StatefulSet made = statefulSet().orElseThrow();
    assertThat(made.getSpec().getTemplate().getSpec().getContainers().getFirst().getArgs())
        .contains(
            "--node-name=" + workers + "-$(POD_INDEX)", "--node-cpu=500m", "--node-memory=1024Mi");
    assertThat(agentFile()).contains("https://203.0.113.7:31743");
    assertThat(promised()).isEqualTo(2);
    awaitCondition("Ready", "NodesPending");

    join(0);
    join(1);
    awaitCondition("Ready", "NodesReady");

    scale(1);
    await("the node takes no new pods")
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(node(1).get())
                    .map(it -> Boolean.TRUE.equals(it.getSpec().getUnschedulable()))
                    .orElse(true));
    awaitReplicas(1);
    await("its Node goes with it").atMost(PATIENCE).until(() -> node(1).get() == null);
    awaitCondition("Ready", "NodesReady");
    await("its room is given back").atMost(PATIENCE).until(() -> promised() == 1);

    Pod old = pods().getFirst();
    pool(workers, namespace)
        .patch(MERGE, "{\"spec\": {\"workers\": {\"size\": {\"memory\": \"2Gi\"}}}}");
    await("another pod, made from what is asked for now")
        .atMost(PATIENCE)
        .until(
            () ->
                pods().size() == 1
                    && !pods()
                        .getFirst()
                        .getMetadata()
                        .getUid()
                        .equals(old.getMetadata().getUid()));
    await("the node takes pods again")
        .atMost(PATIENCE)
        .until(() -> !Boolean.TRUE.equals(node(0).get().getSpec().getUnschedulable()));
    assertThat(pods().getFirst().getSpec().getContainers().getFirst().getResources().getRequests())
        .hasToString("{cpu=500m, memory=2Gi}");

    pool(workers, namespace).delete();
    await("the pool is gone").atMost(PATIENCE).until(() -> pool(workers, namespace).get() == null);
    assertThat(node(0).get()).isNull();
    assertThat(pods()).isEmpty();
    assertThat(statefulSet()).isEmpty();
    assertThat(secrets()).isEmpty();
  }

  @Test
  void whoIsNotLetInLearnsNothingAndGetsNothing() {
    offer("");
    ask(1, "");
    awaitCondition("Placed", "NodePoolSilent");
    awaitCondition("Ready", "NodePoolSilent");
    assertThat(statefulSet()).isEmpty();
    assertThat(secrets()).isEmpty();

    pool("hardware", platform)
        .patch(
            MERGE,
            "{\"spec\": {\"sharing\": {\"allowedNamespaces\": {\"names\": [\"%s\"]}}}}"
                .formatted(namespace));
    awaitReplicas(1);
  }

  @Test
  void moreThanThereIsRoomForWaitsAndWhatRunsGoesOn() {
    offer("allowedNamespaces: {names: [%s]}, maxNodes: 3".formatted(namespace));
    ask(2, "");
    awaitReplicas(2);

    scale(4);
    awaitCondition("Placed", "GrantTooSmall");
    assertNever("a node that was not granted", () -> replicas() > 2);

    scale(3);
    awaitReplicas(3);
    awaitCondition("Placed", "Granted");
  }

  @Test
  void aNamespaceThatRefusesPrivilegedPodsIsNamed() {
    admin
        .namespaces()
        .withName(platform)
        .patch(
            MERGE,
            "{\"metadata\": {\"labels\": {\"pod-security.kubernetes.io/enforce\": \"baseline\"}}}");
    offer("allowedNamespaces: {names: [%s]}".formatted(namespace));
    ask(1, "");

    assertThat(awaitCondition("Ready", "PodSecurity")).contains(platform, "baseline");
  }

  /**
   * The namespace's controller deletes the record of grants first, and lets nobody make another.
   */
  @Test
  void theNamespaceOfHardwareCanGo() {
    offer("");
    await("there is a ledger")
        .atMost(PATIENCE)
        .until(
            () ->
                admin.configMaps().inNamespace(platform).withName("hardware-grants").get() != null);

    admin.namespaces().withName(platform).delete();

    await("it is gone")
        .atMost(PATIENCE)
        .until(() -> admin.namespaces().withName(platform).get() == null);
  }

  @Test
  void nodesOfAPoolThatLostItsFinalizerGo() {
    offer("allowedNamespaces: {names: [%s]}".formatted(namespace));
    ask(1, "");
    awaitReplicas(1);
    operator.close();

    pool(workers, namespace).delete();
    pool(workers, namespace).patch(MERGE, "{\"metadata\": {\"finalizers\": null}}");
    operator = PoolOperator.start(restricted, EdgeCluster.playedBy(server, https));

    await("nothing runs any more").atMost(PATIENCE).until(() -> statefulSet().isEmpty());
    assertThat(secrets()).isEmpty();
  }

  private static void assertNever(String what, java.util.function.BooleanSupplier happens) {
    try {
      await(what).atMost(Duration.ofSeconds(8)).until(happens::getAsBoolean);
    } catch (ConditionTimeoutException itDidNot) {
      return;
    }
    throw new AssertionError(what);
  }

  private void offer(String sharing) {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: hardware, namespace: %s}
        spec:
          source: {type: Nodes, nodes: {selector: {matchLabels: {%s: "yes"}}}}
          sharing: {%s}
        """
            .formatted(platform, hardware.label(), sharing));
  }

  private void ask(int replicas, String more) {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: %s, namespace: %s}
        spec:
          source: {type: FromPool, fromPool: {name: hardware, namespace: %s}}
          workers: {clusterRef: {kind: LightCluster, name: edge}, replicas: %d%s}
        """
            .formatted(workers, namespace, platform, replicas, more.isEmpty() ? "" : ", " + more));
  }

  private void create(String yaml) {
    admin.resource(admin.getKubernetesSerialization().unmarshal(yaml, NodePool.class)).create();
  }

  private void scale(int replicas) {
    pool(workers, namespace).scale(replicas);
  }

  private Resource<NodePool> pool(String name, String space) {
    return admin.resources(NodePool.class).inNamespace(space).withName(name);
  }

  private Optional<StatefulSet> statefulSet() {
    return admin.apps().statefulSets().inNamespace(platform).list().getItems().stream().findFirst();
  }

  private int replicas() {
    return statefulSet().map(set -> set.getSpec().getReplicas()).orElse(0);
  }

  private void awaitReplicas(int count) {
    await(count + " replicas").atMost(PATIENCE).until(() -> replicas() == count);
  }

  private List<Pod> pods() {
    return admin.pods().inNamespace(platform).list().getItems();
  }

  private List<Secret> secrets() {
    return admin.secrets().inNamespace(platform).list().getItems();
  }

  private String agentFile() {
    return new String(
        Base64.getDecoder().decode(secrets().getFirst().getData().get("agent.yaml")),
        StandardCharsets.UTF_8);
  }

  private int promised() {
    return Optional.ofNullable(pool("hardware", platform).get().getStatus())
        .map(status -> status.sharing())
        .map(sharing -> sharing.nodes())
        .orElse(-1);
  }

  /** The condition's message. */
  private String awaitCondition(String type, String reason) {
    return await(type + " is " + reason)
        .atMost(PATIENCE)
        .until(
            () ->
                Optional.ofNullable(pool(workers, namespace).get().getStatus())
                    .map(status -> status.conditions())
                    .orElse(List.of())
                    .stream()
                    .filter(it -> it.getType().equals(type) && it.getReason().equals(reason))
                    .map(it -> it.getMessage())
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private Resource<Node> node(int ordinal) {
    return admin.nodes().withName(workers + "-" + ordinal);
  }

  /** As the operator finds a node that has joined and says that it is ready. */
  private void join(int ordinal) {
    String name = workers + "-" + ordinal;
    admin
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("test", namespace)
                .addToLabels(POOL, workers)
                .endMetadata()
                .build())
        .create();
    hardware.keepAlive(name);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    node(ordinal)
        .subresource("status")
        .patch(
            MERGE,
            """
            {"status": {"conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
              "lastHeartbeatTime": "%1$s", "lastTransitionTime": "%1$s"}]}}
            """
                .formatted(now));
  }
}
