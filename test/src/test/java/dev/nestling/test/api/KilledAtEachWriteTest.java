package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The operator dies at each of its writes, and another one takes over: on a real API server with
 * real controllers, each death in a namespace of its own. A few at a time, because most of each is
 * waiting.
 */
@Tag("api")
@ExtendWith(ManagementApi.class)
class KilledAtEachWriteTest {
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String CLUSTER = "c";

  private final ManagementApi.Server server;
  private final KubernetesClient admin;
  private final ScriptedKubelet kubelet;
  private final List<String> namespaces = new ArrayList<>();
  private final Deaths deaths = new Deaths();

  KilledAtEachWriteTest(ManagementApi.Server server) {
    this.server = server;
    this.admin = server.client();
    this.kubelet = new ScriptedKubelet(admin);
  }

  @AfterEach
  void close() {
    deaths.close();
    kubelet.close();
    namespaces.forEach(namespace -> admin.namespaces().withName(namespace).delete());
  }

  @TestFactory
  Stream<DynamicTest> whileCreating() {
    String namespace = namespace();
    int writes;
    try (OperatorInstance undisturbed = OperatorInstance.start(server.config(), namespace)) {
      create(namespace, "Delete");
      awaitSettled(namespace);
      writes = undisturbed.death().writes();
    }
    assertThat(writes).as("writes that create a cluster").isBetween(15, 25);
    Set<String> reference = new OwnObjects(admin, namespace).all().keySet();
    assertThat(reference).hasSize(13);
    return deaths.at(Deaths.all(writes), (write, cut) -> dieCreating(write, cut, reference));
  }

  @TestFactory
  Stream<DynamicTest> whileDeleting() {
    return deaths.at(Deaths.all(6), (write, cut) -> dieDeleting("Delete", write, cut));
  }

  @TestFactory
  Stream<DynamicTest> whileRetaining() {
    return deaths.at(Deaths.all(6), (write, cut) -> dieDeleting("Retain", write, cut));
  }

  private void dieCreating(int write, Death.Cut cut, Set<String> reference) throws Exception {
    String namespace = namespace();
    OwnObjects objects = new OwnObjects(admin, namespace);
    try (OperatorInstance mortal = OperatorInstance.start(server.config(), namespace, write, cut)) {
      create(namespace, "Delete");
      await("death or a cluster")
          .atMost(LONG)
          .until(() -> mortal.death().happened() || isSettled(namespace));
    }
    Map<String, Object> minted = OwnObjects.substance(objects.identity(CLUSTER));
    try (OperatorInstance successor = OperatorInstance.start(server.config(), namespace)) {
      awaitSettled(namespace);
      assertThat(successor.death().happened()).isFalse();
    }
    String uid = cluster(namespace).get().getMetadata().getUid();
    Map<String, HasMetadata> identity = objects.identity(CLUSTER);
    assertThat(objects.all().keySet()).isEqualTo(reference);
    assertThat(OwnObjects.substance(identity)).containsAllEntriesOf(minted).hasSize(5);
    assertThat(identity.values())
        .allSatisfy(
            object -> {
              assertThat(object.getMetadata().getOwnerReferences()).isEmpty();
              assertThat(object.getMetadata().getAnnotations())
                  .containsEntry(Labels.OWNER_UID, uid);
            });
    assertThat(annotations(Objects.requireNonNull(identity.get("Secret c-ca"))))
        .containsEntry(Labels.IDENTITY, uid);
  }

  private void dieDeleting(String policy, int write, Death.Cut cut) throws Exception {
    String namespace = namespace();
    OwnObjects objects = new OwnObjects(admin, namespace);
    Map<String, Object> before;
    try (OperatorInstance mortal = OperatorInstance.start(server.config(), namespace)) {
      create(namespace, policy);
      awaitSettled(namespace);
      before = OwnObjects.substance(objects.identity(CLUSTER));
      mortal.death().at(write, cut);
      cluster(namespace).delete();
      await("death").atMost(LONG).until(() -> mortal.death().happened());
    }
    Map<String, HasMetadata> left = objects.identity(CLUSTER);
    boolean dataStays =
        Optional.ofNullable(left.get("PersistentVolumeClaim c-data"))
            .filter(claim -> claim.getMetadata().getDeletionTimestamp() == null)
            .isPresent();
    if (dataStays) {
      assertThat(left).as("no keys may go before the data").hasSize(5);
    }
    try (OperatorInstance successor = OperatorInstance.start(server.config(), namespace)) {
      await("the cluster is gone").atMost(LONG).until(() -> cluster(namespace).get() == null);
      assertThat(successor.death().happened()).isFalse();
    }
    if (policy.equals("Delete")) {
      await("data and keys are gone")
          .atMost(LONG)
          .untilAsserted(() -> assertThat(objects.identity(CLUSTER)).isEmpty());
      return;
    }
    Map<String, HasMetadata> kept = objects.identity(CLUSTER);
    assertThat(OwnObjects.substance(kept)).isEqualTo(before);
    assertThat(kept.values())
        .allSatisfy(
            object ->
                assertThat(annotations(object))
                    .containsEntry(Labels.RETAINED, "true")
                    .doesNotContainKey(Labels.OWNER_UID));
  }

  private String namespace() {
    String namespace = server.newNamespace("killed");
    synchronized (namespaces) {
      namespaces.add(namespace);
    }
    return namespace;
  }

  private void create(String namespace, String policy) {
    admin
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: nestling.dev/v1alpha1
                kind: LightCluster
                metadata: {name: %s}
                spec:
                  deletionPolicy: %s
                  network: {podCIDRs: [10.190.0.0/16], serviceCIDRs: [10.191.0.0/16]}
                """
                    .formatted(CLUSTER, policy),
                LightCluster.class))
        .inNamespace(namespace)
        .create();
  }

  private Resource<LightCluster> cluster(String namespace) {
    return admin.resources(LightCluster.class).inNamespace(namespace).withName(CLUSTER);
  }

  private void awaitSettled(String namespace) {
    await("a settled cluster").atMost(LONG).until(() -> isSettled(namespace));
  }

  private boolean isSettled(String namespace) {
    return Optional.ofNullable(cluster(namespace).get())
        .flatMap(found -> Optional.ofNullable(found.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.conditions()))
        .filter(
            conditions ->
                conditions.stream().anyMatch(one -> "Answered".equals(one.getReason()))
                    && conditions.stream().anyMatch(one -> "Settled".equals(one.getReason())))
        .isPresent();
  }

  private static Map<String, String> annotations(HasMetadata object) {
    return object.getMetadata().getAnnotations();
  }
}
