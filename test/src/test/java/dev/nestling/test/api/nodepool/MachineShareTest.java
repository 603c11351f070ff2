package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeadm.JoinRights;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.WorkerNames;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ShippedRights;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Machines that one pool shares with others, on a real API server with the rights that are shipped,
 * as far as it gets without a machine.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class MachineShareTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final Config restricted;
  private final String namespace;
  private final String platform;
  private final EdgeCluster edge;
  private PoolOperator operator;

  MachineShareTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    namespace = server.newNamespace("team");
    platform = server.newNamespace("platform");
    edge = EdgeCluster.in(admin, namespace);
    JoinRights.objects().forEach(object -> admin.resource(object).serverSideApply());
    this.server = server;
    restricted = ShippedRights.installForFullClusters(server);
    operator = start();
  }

  private PoolOperator start() {
    return PoolOperator.start(restricted, EdgeCluster.playedBy(server, https));
  }

  @BeforeEach
  void prepare() throws Exception {
    edge.create();
    Metal.giveKey(admin, platform, Metal.privateKey());
  }

  @AfterEach
  void close() {
    for (String space : List.of(namespace, platform)) {
      admin.resources(NodePool.class).inNamespace(space).delete();
    }
    for (String space : List.of(namespace, platform)) {
      await("all pools are gone")
          .atMost(PATIENCE)
          .until(
              () -> admin.resources(NodePool.class).inNamespace(space).list().getItems().isEmpty());
    }
    operator.close();
    admin.namespaces().withName(namespace).delete();
    admin.namespaces().withName(platform).delete();
  }

  @Test
  void aShareGetsWholeMachinesAndGivesThemBack() throws Exception {
    offer("allowedNamespaces: {names: [%s]}".formatted(namespace));
    awaitCondition(hardware(), "Ready", "MachinesOffered", "0 of 2");
    ask("share", 1);
    awaitCondition(share("share"), "Placed", "Granted", "a machine for every node");
    awaitCondition(share("share"), "MachinesInstalled", "MachineUnreachable", "whoever has");
    assertThat(admin.getKubernetesSerialization().asYaml(status(share("share"))))
        .as("how machines are reached is not the tenant's business")
        .doesNotContain("127.0.0.1");
    await("the platform team sees who has it, and what is wrong with it")
        .atMost(PATIENCE)
        .until(
            () ->
                lines().getFirst().contains("m1 " + namespace + "/share")
                    && lines().getFirst().contains("127.0.0.1")
                    && lines().getLast().equals("m2 null null"));
    awaitCondition(hardware(), "Ready", "MachinesOffered", "1 of 2");
    assertThat(secrets(platform)).as("with what it joins").hasSize(1);
    assertThat(secrets(namespace)).as("nothing of it is the tenant's").isEmpty();

    share("share").patch(MERGE, "{\"spec\": {\"workers\": {\"replicas\": 3}}}");
    awaitCondition(share("share"), "Placed", "GrantTooSmall", "has 2 machines");
    ask("late", 1);
    awaitCondition(share("late"), "Placed", "NoRoom", "no machine left");
    share("share").patch(MERGE, "{\"spec\": {\"workers\": {\"replicas\": 1}}}");
    awaitCondition(share("late"), "MachinesInstalled", "MachineUnreachable", "m2");

    hardware().delete();
    awaitCondition(hardware(), "Ready", "InUse", namespace + "/late");
    share("share").delete();
    share("late").delete();
    await("the pool goes when nobody has a machine of it")
        .atMost(PATIENCE)
        .until(() -> hardware().get() == null);
    await("and nothing is left of them").atMost(PATIENCE).until(() -> secrets(platform).isEmpty());
  }

  @Test
  void whoIsNotLetInOrAsksForWhatMachinesAreNotIsTold() throws Exception {
    offer("");
    ask("share", 1);
    awaitCondition(share("share"), "Placed", "NodePoolSilent", "does not let this namespace in");
    assertThat(status(share("share")).conditions())
        .as("nothing says what hardware it is")
        .noneMatch(condition -> condition.getType().equals("MachinesInstalled"));
    hardware()
        .patch(
            MERGE,
            "{\"spec\": {\"sharing\": {\"allowedNamespaces\": {\"names\": [\"%s\"]}}}}"
                .formatted(namespace));
    awaitCondition(share("share"), "Placed", "Granted", "machine");
    share("share").patch(MERGE, "{\"spec\": {\"workers\": {\"size\": {\"cpu\": \"2\"}}}}");
    awaitCondition(share("share"), "Placed", "MachinesAreWhole", "leave out size");
  }

  /** Whoever may write Secrets says where the operator logs in, if it believes them. */
  @Test
  void aRecordWithoutAPoolOfMachinesLeadsNowhere() throws Exception {
    PoolReference share = new PoolReference(namespace, "share");
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      create(
          """
          apiVersion: nestling.dev/v1alpha1
          kind: NodePool
          metadata: {name: share, namespace: %s}
          spec:
            source: {type: FromPool, fromPool: {name: nowhere}}
            workers: {clusterRef: {kind: LightCluster, name: edge}, replicas: 1}
          """
              .formatted(namespace));
      WorkerNames names = new WorkerNames(share);
      ObjectMeta metadata =
          names.metadata(names.object() + "-machines", namespace, Owner.of(share("share").get()));
      admin.resource(record(metadata, "m1", listener.getLocalPort())).create();
      Metal.giveKey(admin, namespace, Metal.privateKey());
      awaitCondition(share("share"), "Placed", "NodePoolSilent", "");
      share("share").delete();
      awaitCondition(share("share"), "Ready", "MachinesStranded", "nowhere");
      listener.setSoTimeout(5000);
      assertThatThrownBy(listener::accept).isInstanceOf(SocketTimeoutException.class);
    }
    share("share")
        .patch(
            MERGE, "{\"metadata\": {\"annotations\": {\"nestling.dev/abandon-machines\": \"*\"}}}");
    await("its owner has given them up").atMost(PATIENCE).until(() -> share("share").get() == null);
    assertThat(secrets(namespace)).isEmpty();
  }

  @Test
  void aShareWhoseFinalizerSomebodyRemovesHasNothingAnyMore() throws Exception {
    offer("allowedNamespaces: {names: [%s]}".formatted(namespace));
    ask("share", 1);
    awaitCondition(share("share"), "Placed", "Granted", "machine");
    operator.close();
    enrol("m1");
    share("share").patch(MERGE, "{\"metadata\": {\"finalizers\": null}}");
    share("share").delete();
    operator = start();
    await("its machine is not free before it is clean")
        .atMost(PATIENCE)
        .until(
            () ->
                share("share").get() == null
                    && lines().getFirst().contains("/share")
                    && lines().getFirst().contains("127.0.0.1"));
    hardware()
        .patch(
            MERGE,
            "{\"metadata\": {\"annotations\": {\"nestling.dev/abandon-machines\": \"m1\"}}}");
    await("its machine is free")
        .atMost(PATIENCE)
        .until(() -> lines().equals(List.of("m1 null null", "m2 null null")));
    await("and nothing is left of it").atMost(PATIENCE).until(() -> secrets(platform).isEmpty());
  }

  /** As if something had been done on the machine. */
  private void enrol(String machine) throws IOException {
    Secret join =
        admin.secrets().inNamespace(platform).withName(secrets(platform).getFirst()).get();
    var metadata = join.getMetadata();
    ObjectMeta named =
        new ObjectMetaBuilder()
            .withName(metadata.getName() + "-machines")
            .withNamespace(platform)
            .withLabels(metadata.getLabels())
            .withAnnotations(metadata.getAnnotations())
            .withFinalizers("nestling.dev/nodepool")
            .build();
    admin.resource(record(named, machine, Metal.closedPort())).create();
  }

  private static Secret record(ObjectMeta metadata, String machine, int port) {
    return new SecretBuilder()
        .withMetadata(metadata)
        .withStringData(
            Map.of(
                machine,
                """
                {"host": {"name": "%s", "address": "127.0.0.1", "port": %d, "user": "root", "hostKeys": ["%s"],
                 "keySecret": "key"}, "nodeAddress": "127.0.0.1", "leaving": false}
                """
                    .formatted(machine, port, Metal.HOST_KEY)))
        .build();
  }

  private void offer(String sharing) throws IOException {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: metal, namespace: %s}
        spec:
          source:
            type: Machines
            machines:
              keySecretRef: {name: key}
              hosts: [%s, %s]
          sharing: {%s}
        """
            .formatted(
                platform,
                Metal.host("m1", Metal.HOST_KEY),
                Metal.host("m2", Metal.HOST_KEY),
                sharing));
  }

  private void ask(String name, int replicas) {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: %s, namespace: %s}
        spec:
          source: {type: FromPool, fromPool: {name: metal, namespace: %s}}
          workers: {clusterRef: {kind: LightCluster, name: edge}, replicas: %d}
        """
            .formatted(name, namespace, platform, replicas));
  }

  private void create(String yaml) {
    admin.resource(admin.getKubernetesSerialization().unmarshal(yaml, NodePool.class)).create();
  }

  private Resource<NodePool> hardware() {
    return admin.resources(NodePool.class).inNamespace(platform).withName("metal");
  }

  private Resource<NodePool> share(String name) {
    return admin.resources(NodePool.class).inNamespace(namespace).withName(name);
  }

  private static NodePoolStatus status(Resource<NodePool> pool) {
    return Optional.ofNullable(pool.get())
        .map(NodePool::getStatus)
        .orElseGet(NodePoolStatus::empty);
  }

  private List<String> lines() {
    return Optional.ofNullable(status(hardware()).machines()).orElse(List.of()).stream()
        .map(line -> line.name() + " " + line.usedBy() + " " + line.message())
        .toList();
  }

  /** What was made for pools, by name. */
  private List<String> secrets(String space) {
    return admin
        .secrets()
        .inNamespace(space)
        .withLabel("nestling.dev/worker-pool")
        .list()
        .getItems()
        .stream()
        .map((Secret secret) -> secret.getMetadata().getName())
        .toList();
  }

  private static void awaitCondition(
      Resource<NodePool> pool, String type, String reason, String words) {
    await(type + " " + reason)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Optional.ofNullable(status(pool).conditions()).orElse(List.of()))
                    .filteredOn(condition -> condition.getType().equals(type))
                    .singleElement()
                    .satisfies(
                        condition -> {
                          assertThat(condition.getReason()).isEqualTo(reason);
                          assertThat(condition.getMessage()).contains(words);
                        }));
  }
}
