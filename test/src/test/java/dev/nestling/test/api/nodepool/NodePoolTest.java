package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.api.v1alpha1.NodePoolStatus.HostingStatus;
import dev.nestling.api.v1alpha1.NodePoolStatus.Resources;
import dev.nestling.core.placement.Ledger;
import dev.nestling.core.placement.LedgerConfigMap;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.placement.PoolMark;
import dev.nestling.core.placement.PoolReference;
import dev.nestling.runtime.metrics.Sample;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ShippedRights;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pools on a real API server, with nodes that nobody runs, and with exactly the rights that
 * config/rbac gives the operator.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class NodePoolTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final KubernetesClient admin;
  private final Config restricted;
  private final String platform;
  private final String tenant;
  private final Hardware hardware;
  private final List<PoolOperator> operators = new ArrayList<>();

  NodePoolTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    restricted = ShippedRights.installForFullClusters(server);
    platform = server.newNamespace("platform");
    tenant = server.newNamespace("tenant");
    hardware = new Hardware(admin, "test/" + platform);
  }

  @AfterEach
  void close() {
    admin.resources(LightCluster.class).inNamespace(tenant).delete();
    admin.resources(LightCluster.class).inNamespace(platform).delete();
    if (operators.isEmpty()) {
      startOperator();
    }
    admin.resources(NodePool.class).inNamespace(platform).delete();
    await("all pools are gone")
        .atMost(PATIENCE)
        .until(
            () ->
                admin.resources(NodePool.class).inNamespace(platform).list().getItems().isEmpty());
    operators.forEach(PoolOperator::close);
    hardware.close();
    admin.namespaces().withName(platform).delete();
    admin.namespaces().withName(tenant).delete();
  }

  private PoolOperator startOperator() {
    PoolOperator started = PoolOperator.start(restricted);
    operators.add(started);
    return started;
  }

  private void pool(String name, String more) {
    NodePool pool =
        admin
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: NodePool
                metadata: {name: %s, namespace: %s}
                spec:
                  source:
                    type: Nodes
                    nodes: {selector: {matchLabels: {%s: "yes"}}, dedicate: true}
                  hosting: {allowedNamespaces: {names: [%s]}%s}
                """
                    .formatted(name, platform, hardware.label(), tenant, more),
                NodePool.class);
    admin.resource(pool).create();
  }

  private Resource<NodePool> resource(String pool) {
    return admin.resources(NodePool.class).inNamespace(platform).withName(pool);
  }

  private void cluster(String name, String pool) {
    cluster(tenant, name, pool);
  }

  private void cluster(String namespace, String name, String pool) {
    LightCluster cluster =
        admin
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: LightCluster
                metadata: {name: %s, namespace: %s}
                spec: {placement: {nodePoolRef: {name: %s, namespace: %s}}}
                """
                    .formatted(name, namespace, pool, platform),
                LightCluster.class);
    admin.resource(cluster).create();
  }

  private Ledger ledger(String pool) {
    return Optional.ofNullable(
            admin
                .configMaps()
                .inNamespace(platform)
                .withName(LedgerConfigMap.name(new PoolReference(platform, pool)))
                .get())
        .map(LedgerConfigMap::read)
        .orElse(Ledger.EMPTY);
  }

  private static long granted(Ledger ledger) {
    return ledger.entries().values().stream()
        .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
        .count();
  }

  private static long refused(Ledger ledger) {
    return ledger.entries().size() - granted(ledger);
  }

  private void awaitGrants(String pool, int granted, int refused) {
    await(granted + " granted, " + refused + " refused")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(List.of(granted(ledger(pool)), refused(ledger(pool))))
                    .as(() -> Serialization.asYaml(resource(pool).get()))
                    .containsExactly((long) granted, (long) refused));
  }

  private Node node(String name) {
    return admin.nodes().withName(name).require();
  }

  /** Cores for thirty clusters of 50m. */
  private void threeNodes(String prefix) {
    for (int number = 0; number < 3; number++) {
      hardware.add(prefix + number, "500m", "64Gi");
    }
  }

  private Map<String, Double> told(PoolOperator operator) {
    return operator.metrics.samples().stream()
        .filter(sample -> sample.labelValues().contains(platform))
        .collect(Collectors.toMap(sample -> sample.metric().name(), Sample::value));
  }

  @Test
  void metricsTellOfAPoolUntilItIsGone() {
    threeNodes("told-");
    PoolOperator operator = startOperator();
    pool("hardware", ", maxClusters: 1");
    cluster("first", "hardware");
    cluster("second", "hardware");
    await("the metrics say so")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(told(operator))
                    .containsEntry("nestling_node_pool_ready", 1.0)
                    .containsEntry("nestling_node_pool_nodes_ready", 3.0)
                    .containsEntry("nestling_node_pool_capacity_cpu_cores", 1.5)
                    .containsEntry("nestling_node_pool_clusters_granted", 1.0)
                    .containsEntry("nestling_node_pool_clusters_waiting", 1.0)
                    .containsEntry("nestling_node_pool_clusters_limit", 1.0));
    admin.resources(LightCluster.class).inNamespace(tenant).delete();
    resource("hardware").delete();
    await("nothing is told any more").atMost(PATIENCE).until(() -> told(operator).isEmpty());
  }

  @Test
  void ofFiftyAtOnceThirtyAreGrantedWhoeverDiesMeanwhile() throws Exception {
    threeNodes("fifty-");
    startOperator();
    PoolOperator mortal = startOperator();
    pool("hardware", "");
    AtomicInteger most = new AtomicInteger();
    try (var watch =
            admin
                .configMaps()
                .inNamespace(platform)
                .withLabel(LedgerConfigMap.LABEL, LedgerConfigMap.LABELLED)
                .watch(new Highest(most));
        var creators = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 50)
          .forEach(number -> creators.submit(() -> cluster("c" + number, "hardware")));
      await("the first grant").atMost(PATIENCE).until(() -> granted(ledger("hardware")) > 0);
      operators.remove(mortal);
      mortal.close();
      awaitGrants("hardware", 30, 20);
      startOperator();

      String freed =
          ledger("hardware").entries().values().stream()
              .filter(entry -> entry.answer() instanceof PoolAnswer.Granted)
              .findFirst()
              .orElseThrow()
              .claimant()
              .name();
      admin.resources(LightCluster.class).inNamespace(tenant).withName(freed).delete();
      awaitGrants("hardware", 30, 19);
    }
    assertThat(most.get()).isEqualTo(30);
    await("the status says so")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(resource("hardware").require().getStatus())
                    .returns("3/3", NodePoolStatus::readyNodes)
                    .returns(new HostingStatus(30, 19), NodePoolStatus::hosting)
                    .returns("1500m", status -> cpu(status.promised()))
                    .returns("0", status -> cpu(status.free())));
  }

  private static String cpu(@Nullable Resources resources) {
    return String.valueOf(Objects.requireNonNull(resources).cpu());
  }

  @Test
  void theLedgerIsThePoolsAlone() {
    hardware.add("ledger-0", "1", "64Gi");
    startOperator();
    pool("hardware", "");
    cluster("c", "hardware");
    awaitGrants("hardware", 1, 0);
    var stored = admin.configMaps().inNamespace(platform).withName("hardware-grants");

    stored.patch(
        PatchContext.of(PatchType.JSON_MERGE),
        "{\"metadata\": {\"labels\": {\"%s\": null}}, \"data\": {\"someone\": \"else\"}}"
            .formatted(LedgerConfigMap.LABEL));
    cluster("d", "hardware");

    awaitGrants("hardware", 2, 0);
    assertThat(stored.require().getData()).hasSize(2);
    assertThat(LedgerConfigMap.isLabelled(stored.require())).isTrue();
    stored.delete();
    awaitGrants("hardware", 2, 0);
  }

  /** The most grants that there ever were in a version of the ledger. */
  private record Highest(AtomicInteger most) implements Watcher<ConfigMap> {
    @Override
    public void eventReceived(Action action, ConfigMap ledger) {
      if (action != Action.DELETED) {
        most.accumulateAndGet((int) granted(LedgerConfigMap.read(ledger)), Math::max);
      }
    }

    @Override
    public void onClose(WatcherException cause) {}
  }

  @Test
  void whatWasGrantedSurvivesTheLossOfEveryStatus() {
    hardware.add("lost-0", "60m", "64Gi");
    startOperator();
    pool("hardware", "");
    cluster("first", "hardware");
    awaitGrants("hardware", 1, 0);
    cluster("second", "hardware");
    awaitGrants("hardware", 1, 1);

    operators.removeFirst().close();
    Ledger before = ledger("hardware");
    resource("hardware")
        .editStatus(
            pool -> {
              pool.setStatus(null);
              return pool;
            });
    startOperator();

    await("a new status")
        .atMost(PATIENCE)
        .until(() -> resource("hardware").require().getStatus() != null);
    assertThat(ledger("hardware")).isEqualTo(before);
  }

  @Test
  void nodesBelongToOnePoolAndAreEverybodysAgainAfterIt() {
    threeNodes("shared-");
    startOperator();
    pool("first", "");
    String mark = new PoolReference(platform, "first").mark();
    await("the nodes are marked")
        .atMost(PATIENCE)
        .until(() -> admin.nodes().withLabel(PoolMark.KEY, mark).list().getItems().size() == 3);
    assertThat(node("shared-0").getSpec().getTaints()).anyMatch(taint -> isMark(taint, mark));

    pool("second", "");
    await("the second one says whose they are")
        .atMost(PATIENCE)
        .until(() -> says("second", "NodesClaimed", "NodesTaken"));
    assertThat(says("second", "Ready", "NoNodes")).isTrue();

    resource("first").delete();
    String other = new PoolReference(platform, "second").mark();
    await("the second one has them")
        .atMost(PATIENCE)
        .until(() -> admin.nodes().withLabel(PoolMark.KEY, other).list().getItems().size() == 3);
    resource("second").delete();
    await("nobody has them")
        .atMost(PATIENCE)
        .until(() -> admin.nodes().withLabel(PoolMark.KEY).list().getItems().isEmpty());
    assertThat(node("shared-0").getSpec().getTaints())
        .noneMatch(taint -> PoolMark.KEY.equals(taint.getKey()));
  }

  private static boolean isMark(Taint taint, String mark) {
    return PoolMark.KEY.equals(taint.getKey())
        && mark.equals(taint.getValue())
        && PoolMark.EFFECT.equals(taint.getEffect());
  }

  private boolean says(String pool, String type, String reason) {
    return Optional.ofNullable(resource(pool).get())
        .map(NodePool::getStatus)
        .map(status -> status.conditions())
        .stream()
        .flatMap(List::stream)
        .anyMatch(
            condition -> type.equals(condition.getType()) && reason.equals(condition.getReason()));
  }

  @Test
  void aPoolGoesOnlyWhenItsClustersAreGone() {
    hardware.add("used-0", "1", "64Gi");
    startOperator();
    pool("hardware", "");
    cluster("c", "hardware");
    awaitGrants("hardware", 1, 0);

    resource("hardware").delete();
    await("it says who uses it").atMost(PATIENCE).until(() -> says("hardware", "Ready", "InUse"));
    assertThat(node("used-0").getMetadata().getLabels()).containsKey(PoolMark.KEY);
    admin.resources(LightCluster.class).inNamespace(tenant).withName("c").delete();

    await("it is gone").atMost(PATIENCE).until(() -> resource("hardware").get() == null);
    assertThat(node("used-0").getMetadata().getLabels()).doesNotContainKey(PoolMark.KEY);
  }

  @Test
  void namespacesAreLetInByNameOrByLabel() {
    hardware.add("door-0", "1", "64Gi");
    startOperator();
    pool("hardware", "");
    letIn(platform);
    cluster("c", "hardware");
    cluster("d", "hardware");
    cluster(platform, "own", "hardware");
    awaitGrants("hardware", 1, 0);
    assertThat(ledger("hardware").entries().values())
        .extracting(entry -> entry.claimant().name())
        .containsExactly("own");
    letIn(tenant);
    awaitGrants("hardware", 3, 0);
  }

  /** By the label that every namespace has, and by no name. */
  private void letIn(String namespace) {
    resource("hardware")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            """
            {"spec": {"hosting": {"allowedNamespaces": {
              "names": null,
              "selector": {"matchLabels": {"kubernetes.io/metadata.name": "%s"}}}}}}
            """
                .formatted(namespace));
  }
}
