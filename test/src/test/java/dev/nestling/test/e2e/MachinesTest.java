package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.SshMachine;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import dev.nestling.test.testbed.WorkerImages;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Machines with an SSH server and nothing of Kubernetes become nodes of a cluster, and machines
 * with nothing of Kubernetes again.
 */
@Tag("e2e")
@Tag("long")
class MachinesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final String POOL = "metal";
  private static final String KEY = "metal-key";

  @RegisterExtension static final Tenant TENANT = Tenant.named("metal");
  @RegisterExtension static final Tenant PLATFORM = Tenant.named("racks");

  private static final List<SshMachine> MACHINES = new ArrayList<>();
  private static SshMachine.Key key;
  @TempDir static Path directory;

  private final KubernetesClient management = Testbed.get().client();

  @BeforeAll
  static void start() {
    key = SshMachine.Key.generate(directory.resolve("key"));
    for (int number = 10; number < 13; number++) {
      MACHINES.add(SshMachine.start(Testbed.get(), number, key, SshMachine.Condition.USUAL));
    }
  }

  @AfterAll
  static void end() {
    MACHINES.forEach(SshMachine::close);
    MACHINES.clear();
  }

  @BeforeEach
  void giveKey() {
    giveKey(TENANT.namespace().name());
  }

  private void giveKey(String namespace) {
    management
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(KEY)
                .withNamespace(namespace)
                .endMetadata()
                .withType("kubernetes.io/ssh-auth")
                .withStringData(Map.of("ssh-privatekey", key.privateText()))
                .build())
        .serverSideApply();
  }

  @AfterEach
  void takeBack() {
    List<String> namespaces = List.of(TENANT.namespace().name(), PLATFORM.namespace().name());
    for (String namespace : namespaces) {
      management.resources(NodePool.class).inNamespace(namespace).delete();
    }
    for (String namespace : namespaces) {
      await("pools are gone")
          .atMost(PATIENCE)
          .until(
              () ->
                  management
                      .resources(NodePool.class)
                      .inNamespace(namespace)
                      .list()
                      .getItems()
                      .isEmpty());
    }
    MACHINES.forEach(MachinesTest::isClean);
  }

  @Test
  void machinesAreNodesOfALightCluster() {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    createPool(cluster, hosts(MACHINES));
    try (var nested = cluster.client()) {
      awaitNodes(3);
      Node node = nested.nodes().withName(MACHINES.getFirst().name()).require();
      assertThat(node.getMetadata().getLabels()).containsEntry("example.com/disk", "ssd");
      Pages.awaitServedOnBothNodes(nested);
      KeptFile.awaitKept(nested);
      ReachedPods.awaitForwarded(nested, Pages.pods(nested).getFirst());
      ReachedPods.awaitWebhookAsked(nested);

      comesBack(nested, "its kubelet is killed", this::killAgent);
      comesBack(nested, "it is rebooted", SshMachine::reboot);
      SshMachine last = MACHINES.getLast();
      changeHosts(hosts(MACHINES.subList(0, 2)));
      awaitNodes(2);
      assertThat(nested.nodes().withName(last.name()).get()).isNull();
      isClean(last);
      changeHosts(hosts(MACHINES));
      awaitNodes(3);

      pool().delete();
      await("no node is left")
          .atMost(PATIENCE)
          .until(() -> nested.nodes().list().getItems().isEmpty());
    }
    await("the pool is gone").atMost(PATIENCE).until(() -> pool().get() == null);
  }

  /** With machines of a pool that shares them, in another namespace. */
  @Test
  void sharedMachinesAreNodesOfAFullCluster() {
    NestedCluster cluster = TENANT.applyFull("prod", "{}").awaitReady();
    String platform = PLATFORM.namespace().name();
    giveKey(platform);
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: rack, namespace: %s}
        spec:
          source: %s
          sharing: {allowedNamespaces: {names: [%s]}}
        """
            .formatted(platform, source(SshMachine.USER, hosts(MACHINES)), cluster.namespace()));
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: %s, namespace: %s}
        spec:
          source: {type: FromPool, fromPool: {name: rack, namespace: %s}}
          workers: {clusterRef: {kind: FullCluster, name: %s}, replicas: 3, drainTimeout: 1m}
        """
            .formatted(POOL, cluster.namespace(), platform, cluster.name()));
    try (var nested = cluster.client()) {
      awaitNodes(3);
      Pages.awaitServedOnBothNodes(nested);
      KeptFile.awaitKept(nested);
      ReachedPods.awaitForwarded(nested, Pages.pods(nested).getFirst());
      ReachedPods.awaitWebhookAsked(nested);

      pool().scale(2);
      awaitNodes(2);
      SshMachine last = MACHINES.getLast();
      assertThat(nested.nodes().withName(last.name()).get()).isNull();
      isClean(last);
    }
    Resource<NodePool> rack =
        management.resources(NodePool.class).inNamespace(platform).withName("rack");
    await("the machine is free again")
        .atMost(PATIENCE)
        .until(() -> messages(rack).contains("2 of 3 machines are given away"));
    rack.delete();
    pool().delete();
    await("the rack goes when nobody has a machine of it")
        .atMost(PATIENCE)
        .until(() -> rack.get() == null && pool().get() == null);
    MACHINES.forEach(MachinesTest::isClean);
  }

  @Test
  void whatCanNotBeANodeIsSaidAndNothingIsLeftThere() {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    SshMachine machine = MACHINES.getFirst();
    try (SshMachine full =
        SshMachine.start(Testbed.get(), 13, key, SshMachine.Condition.FULL_DISK)) {
      createPool(
          cluster,
          List.of(
              host("full", full.address(), full.hostKey()),
              host("nobody", "10.218.63.2", machine.hostKey()),
              host("other", machine.address(), MACHINES.getLast().hostKey())));
      awaitMessage("full", "room");
      awaitMessage("nobody", "10.218.63.2:22");
      awaitMessage("other", "host key");
      isClean(full);
      isClean(machine);
      pool().delete();
      await("the pool is gone").atMost(PATIENCE).until(() -> pool().get() == null);
    }
    createPool(cluster, "stranger", hosts(List.of(machine)));
    awaitMessage(machine.name(), "stranger");
    isClean(machine);
  }

  @Test
  void aMachineIsOfThePoolThatHasItFirst() {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    List<SshMachine> first = MACHINES.subList(0, 1);
    createPool(cluster, hosts(first));
    awaitNodes(1);
    NodePool second = pool().get();
    second.getMetadata().setName("second");
    second.getMetadata().setResourceVersion(null);
    second.getMetadata().setUid(null);
    second.getMetadata().setFinalizers(List.of());
    second.setStatus(null);
    management.resource(second).create();
    await("the second pool is told")
        .atMost(PATIENCE)
        .until(() -> conditions("second").contains("MachinesInstalled=False MachineTaken"));
    management.resource(second).delete();
    await("it goes").atMost(PATIENCE).until(() -> management.resource(second).get() == null);
    awaitNodes(1);
  }

  /** What of others looks like ours, or lies below it. */
  private static final String TRAPS =
      """
      set -e
      mkdir -p /var/precious '/var/lib/nestling-agent/kubelet/pods/x/volumes/a b' /run/netns
      echo kept > /var/precious/file
      mount --bind /var/precious '/var/lib/nestling-agent/kubelet/pods/x/volumes/a b'
      iptables -A INPUT -p tcp --dport 22 -m comment --comment 'KUBE-API of the owner, -j KUBE-SEP' -j ACCEPT
      iptables -t nat -N CNI-DN-podman
      iptables -t nat -A CNI-DN-podman -p tcp -m comment --comment 'dnat name: "podman" id: "p"' -j ACCEPT
      touch /run/netns/cni-of-podman
      """;

  private static final String UNDO =
      """
      set -e
      iptables -D INPUT -p tcp --dport 22 -m comment --comment 'KUBE-API of the owner, -j KUBE-SEP' -j ACCEPT
      iptables -t nat -F CNI-DN-podman
      iptables -t nat -X CNI-DN-podman
      rm /run/netns/cni-of-podman
      cat /var/precious/file
      rm -r /var/precious
      """;

  @Test
  void cleaningTouchesNothingOfOthers() {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    SshMachine machine = MACHINES.getFirst();
    createPool(cluster, hosts(List.of(machine)));
    awaitNodes(1);
    machine.run(TRAPS);
    pool().delete();
    await("the pool is gone").atMost(PATIENCE).until(() -> pool().get() == null);
    assertThat(machine.run(UNDO).strip()).isEqualTo("kept");
  }

  /** Another Kubernetes would be broken by ours, and by cleaning. */
  @Test
  void aMachineWithOtherKubernetesIsLeftAlone() {
    NestedCluster cluster = TENANT.apply("edge", "{}").awaitReady();
    SshMachine machine = MACHINES.getFirst();
    machine.run("mkdir -p /etc/rancher && ip link add cni0 type bridge");
    createPool(cluster, hosts(List.of(machine)));
    awaitMessage(machine.name(), "/etc/rancher interface-cni0");
    pool().delete();
    await("the pool is gone").atMost(PATIENCE).until(() -> pool().get() == null);
    machine.run("rmdir /etc/rancher && ip link delete cni0");
  }

  /** What was killed runs again, by itself, and pods have not noticed. */
  private void comesBack(KubernetesClient nested, String what, Consumer<SshMachine> deed) {
    SshMachine machine = MACHINES.getFirst();
    String uid = nested.nodes().withName(machine.name()).require().getMetadata().getUid();
    deed.accept(machine);
    await(what + ", and its agent runs")
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> !machine.run("pgrep -f 'nestlet agent' || true").isBlank());
    awaitNodes(3);
    assertThat(nested.nodes().withName(machine.name()).require().getMetadata().getUid())
        .as("the same Node")
        .isEqualTo(uid);
  }

  private void killAgent(SshMachine machine) {
    machine.run("kill -KILL $(cat /run/nestlet-agent.main)");
  }

  /** As it was handed out. */
  private static void isClean(SshMachine machine) {
    assertThat(
            machine.run(
                """
                ls -d /etc/nestling /opt/nestling /opt/.nestling-* /var/lib/nestling-agent /run/nestling/* /var/tmp/nestling-* \
                  /etc/systemd/system/nestlet-agent.service 2> /dev/null
                pgrep -af 'nestlet|containerd' | grep -v pgrep
                ls /run/netns 2> /dev/null
                iptables-save | grep -E 'KUBE-|CNI-|FLANNEL-'
                ip -o link | grep -E 'cni0|flannel'
                find /sys/fs/cgroup -name 'kubepods*'
                true
                """))
        .as("left on " + machine.name())
        .isBlank();
  }

  private static List<String> hosts(List<SshMachine> machines) {
    return machines.stream()
        .map(machine -> host(machine.name(), machine.address(), machine.hostKey()))
        .toList();
  }

  private static String host(String name, String address, String hostKey) {
    return "{name: %s, address: %s, hostKeys: ['%s']}".formatted(name, address, hostKey);
  }

  private void createPool(NestedCluster cluster, List<String> hosts) {
    createPool(cluster, SshMachine.USER, hosts);
  }

  private void createPool(NestedCluster cluster, String user, List<String> hosts) {
    create(
        """
        apiVersion: nestling.dev/v1alpha1
        kind: NodePool
        metadata: {name: %s, namespace: %s}
        spec:
          source: %s
          workers:
            clusterRef: {kind: %s, name: %s}
            labels: {example.com/disk: ssd}
            drainTimeout: 1m
        """
            .formatted(
                POOL, cluster.namespace(), source(user, hosts), cluster.kind(), cluster.name()));
  }

  private static String source(String user, List<String> hosts) {
    return "{type: Machines, machines: {user: %s, keySecretRef: {name: %s}, imageArchives: %s, hosts: [%s]}}"
        .formatted(user, KEY, WorkerImages.DIRECTORY, String.join(", ", hosts));
  }

  private void create(String pool) {
    management
        .resource(management.getKubernetesSerialization().unmarshal(pool, NodePool.class))
        .create();
  }

  private void changeHosts(List<String> hosts) {
    var serialization = management.getKubernetesSerialization();
    pool()
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            serialization.asJson(
                serialization.unmarshal(
                    "spec: {source: {machines: {hosts: [%s]}}}".formatted(String.join(", ", hosts)),
                    Map.class)));
  }

  private Resource<NodePool> pool() {
    return pool(POOL);
  }

  private Resource<NodePool> pool(String name) {
    return management
        .resources(NodePool.class)
        .inNamespace(TENANT.namespace().name())
        .withName(name);
  }

  private Optional<NodePoolStatus> status(String name) {
    return Optional.ofNullable(pool(name).get()).map(NodePool::getStatus);
  }

  private void awaitNodes(int count) {
    await(count + " nodes are ready")
        .atMost(PATIENCE)
        .until(
            () ->
                status(POOL).filter(it -> (count + "/" + count).equals(it.readyNodes())).isPresent()
                    && conditions(POOL).contains("Ready=True NodesReady"));
  }

  private static String messages(Resource<NodePool> pool) {
    return Optional.ofNullable(pool.get())
        .map(NodePool::getStatus)
        .map(NodePoolStatus::conditions)
        .orElse(List.of())
        .stream()
        .map(it -> it.getMessage())
        .collect(Collectors.joining("\n"));
  }

  private String conditions(String name) {
    return status(name).map(NodePoolStatus::conditions).orElse(List.of()).stream()
        .map(it -> it.getType() + "=" + it.getStatus() + " " + it.getReason())
        .collect(Collectors.joining("\n"));
  }

  private void awaitMessage(String machine, String words) {
    await(machine + ": " + words)
        .atMost(PATIENCE)
        .until(
            () ->
                status(POOL).map(NodePoolStatus::machines).orElse(List.of()).stream()
                    .filter(line -> line.name().equals(machine))
                    .anyMatch(line -> String.valueOf(line.message()).contains(words)));
  }
}
