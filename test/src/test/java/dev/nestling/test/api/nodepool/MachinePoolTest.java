package dev.nestling.test.api.nodepool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolStatus;
import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeadm.JoinRights;
import dev.nestling.test.api.ManagementApi;
import dev.nestling.test.api.ShippedRights;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A pool of machines on a real API server, with the rights that are shipped, as far as it gets
 * without a machine. What is done on machines is tested end to end.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class MachinePoolTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final HttpsClient https = new HttpsClient(Destinations.ANYWHERE);
  private final KubernetesClient admin;
  private final String namespace;
  private final EdgeCluster edge;
  private final PoolOperator operator;
  private String name = "metal";

  MachinePoolTest(ManagementApi.Server server) throws IOException {
    admin = server.client();
    namespace = server.newNamespace("metal");
    edge = EdgeCluster.in(admin, namespace);
    JoinRights.objects().forEach(object -> admin.resource(object).serverSideApply());
    operator =
        PoolOperator.start(
            ShippedRights.installForFullClusters(server), EdgeCluster.playedBy(server, https));
  }

  @AfterEach
  void close() {
    admin.resources(NodePool.class).inNamespace(namespace).delete();
    await("all pools are gone").atMost(PATIENCE).until(() -> pool().get() == null);
    operator.close();
    admin.namespaces().withName(namespace).delete();
  }

  @Test
  void whatStandsInTheWayIsSaidOneAfterTheOther() throws Exception {
    edge.create();
    create("ssh-ed25519 AAAA");
    awaitReason("KeyMissing", "ssh-privatekey");

    Metal.giveKey(admin, namespace, "no key");
    awaitReason("KeyUnusable", "ssh-privatekey");

    Metal.giveKey(admin, namespace, Metal.privateKey());
    awaitReason("HostKeyUnusable", "hostKeys");

    pool().delete();
    await("nothing was done on a machine: it goes at once")
        .atMost(PATIENCE)
        .until(() -> pool().get() == null);
    name = "other";
    create(Metal.HOST_KEY);
    awaitReason("MachineUnreachable", "127.0.0.1");
    assertThat(admin.secrets().inNamespace(namespace).withName(name + "-machines").get())
        .as("nothing was done on it")
        .isNull();
    assertThat(status().machines())
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.name()).isEqualTo("rack-1");
              assertThat(line.phase()).isEqualTo(NodePoolStatus.MachinePhase.Pending);
              assertThat(line.message()).contains("127.0.0.1");
            });
  }

  @Test
  void withoutAClusterNothingIsAsked() throws Exception {
    create(Metal.HOST_KEY);
    await("the cluster is missed")
        .atMost(PATIENCE)
        .until(() -> reasons().contains("Ready=ClusterNotFound"));
    assertThat(status().machines()).isNull();
  }

  private void create(String hostKey) throws IOException {
    admin
        .resource(
            admin
                .getKubernetesSerialization()
                .unmarshal(
                    """
                    apiVersion: nestling.dev/v1alpha1
                    kind: NodePool
                    metadata: {name: %s, namespace: %s}
                    spec:
                      source:
                        type: Machines
                        machines:
                          keySecretRef: {name: key}
                          hosts: [%s]
                      workers: {clusterRef: {kind: LightCluster, name: edge}}
                    """
                        .formatted(name, namespace, Metal.host("rack-1", hostKey)),
                    NodePool.class))
        .create();
  }

  private Resource<NodePool> pool() {
    return admin.resources(NodePool.class).inNamespace(namespace).withName(name);
  }

  private NodePoolStatus status() {
    return Optional.ofNullable(pool().get().getStatus()).orElseGet(NodePoolStatus::empty);
  }

  private List<String> reasons() {
    return Optional.ofNullable(status().conditions()).orElse(List.of()).stream()
        .map(condition -> condition.getType() + "=" + condition.getReason())
        .toList();
  }

  private void awaitReason(String reason, String words) {
    await(reason)
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Optional.ofNullable(status().conditions()).orElse(List.of()))
                    .filteredOn(condition -> condition.getType().equals("MachinesInstalled"))
                    .singleElement()
                    .satisfies(
                        condition -> {
                          assertThat(condition.getReason()).isEqualTo(reason);
                          assertThat(condition.getMessage()).contains(words);
                        }));
  }
}
