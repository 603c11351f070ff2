package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.FullCluster;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an owner does and sees, with the operator on an API server in memory. */
class UserStoriesTest {
  private static final int MOST_WRITES = 90;

  private final Stage stage = new Stage().startOperator();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aClusterOfDefaultsGetsReadyWithFewWrites() {
    stage.create("c", "");
    stage.awaitReady("c");
    assertThat(stage.writes()).hasSizeLessThanOrEqualTo(MOST_WRITES);
    assertThat(stage.find(Secret.class, "c-kubeconfig")).isPresent();
    assertThat(stage.find("c").orElseThrow().getMetadata().getFinalizers())
        .containsExactly("nestling.dev/fullcluster");
    assertThat(stage.reasons()).containsExactly("Ready");
    assertThat(stage.etcd.changes(Stage.NAMESPACE, "c-etcd")).isEmpty();
    assertThat(stage.content.paths(api())).anyMatch(path -> path.endsWith("/deployments/coredns"));
  }

  @Test
  void atRestNothingIsWrittenThoughTheOperatorStartsAnew() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.stopOperator();
    stage.server.journal().clear();
    int asked = stage.nested.asked().size();
    stage.startOperator();
    await().atMost(Stage.PATIENCE).until(() -> stage.nested.asked().size() > asked);
    stage.awaitRest();
    assertThat(stage.writes()).isEmpty();
  }

  @Test
  void anEditIsFollowedAndLeavesTheKeysAlone() {
    stage.create("c", "");
    stage.awaitReady("c");
    Map<String, String> keys = stage.find(Secret.class, "c-etcd").orElseThrow().getData();
    stage.edit("c", "network: {policy: None}\nreplicas: 3");
    await().atMost(Stage.PATIENCE).until(() -> stage.find(NetworkPolicy.class, "c-etcd").isEmpty());
    stage.awaitReady("c");
    assertThat(replicas("c-apiserver")).isEqualTo(3);
    assertThat(replicas("c-scheduler")).isEqualTo(3);
    assertThat(stage.find(Secret.class, "c-etcd").orElseThrow().getData()).isEqualTo(keys);
  }

  @Test
  void anotherEncryptionKeyIsReadBeforeItIsWrittenAndTheOldOneGoesAfterAllSecretsAreRewritten() {
    stage.create("c", "");
    stage.awaitReady("c");
    URI api = api();
    stage.content.makeSecret(api, "default", "token");
    List<List<String>> seen = new CopyOnWriteArrayList<>();
    stage.edit("c", "security: {encryption: {keyGeneration: 2}}");
    await()
        .atMost(Stage.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              List<String> now = encryptionKeys();
              if (seen.isEmpty() || !seen.getLast().equals(now)) {
                seen.add(now);
              }
              return now.equals(List.of("key2"));
            });
    assertThat(seen)
        .isSubsetOf(
            List.of("key1"), List.of("key1", "key2"), List.of("key2", "key1"), List.of("key2"));
    assertThat(stage.content.version(api, "/api/v1/namespaces/default/secrets/token")).isEqualTo(2);
    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                stage
                    .find("c")
                    .map(found -> found.getStatus().encryptionKeyGeneration())
                    .equals(Optional.of(2)));
    stage.awaitReady("c");
    String before = stage.find(Secret.class, "c-encryption").orElseThrow().toString();
    stage.awaitRest();
    assertThat(stage.find(Secret.class, "c-encryption").orElseThrow()).hasToString(before);
  }

  private List<String> encryptionKeys() {
    String file =
        new String(
            Base64.getDecoder()
                .decode(
                    stage
                        .find(Secret.class, "c-encryption")
                        .orElseThrow()
                        .getData()
                        .get("encryption.yaml")),
            StandardCharsets.UTF_8);
    return Pattern.compile("key[0-9]+").matcher(file).results().map(MatchResult::group).toList();
  }

  private URI api() {
    String host = stage.find("c").map(found -> found.getStatus().endpoint()).orElseThrow().host();
    return URI.create("https://" + host + ":6443");
  }

  @Test
  void poweredOffItKeepsItsDataAndPoweredOnItGoesOnWithThem() {
    stage.create("c", "");
    stage.awaitReady("c");
    String claim = uid(PersistentVolumeClaim.class, "c-etcd-0");
    stage.edit("c", "power: Stopped");
    stage.awaitCondition("c", "Ready", "False", "Stopped");
    stage.awaitRest();
    assertThat(replicas("c-apiserver")).isZero();
    assertThat(replicas("c-controller-manager")).isZero();
    assertThat(members("c-etcd-0")).isZero();
    assertThat(uid(PersistentVolumeClaim.class, "c-etcd-0")).isEqualTo(claim);
    stage.edit("c", "power: Running");
    stage.awaitReady("c");
    assertThat(uid(PersistentVolumeClaim.class, "c-etcd-0")).isEqualTo(claim);
    assertThat(stage.reasons()).containsOnly("Ready", "Stopped");
    assertThat(stage.etcd.changes(Stage.NAMESPACE, "c-etcd")).isEmpty();
  }

  @Test
  void deletingTakesEverythingAlong() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.delete("c");
    assertThat(stage.find(Secret.class, "c-ca")).isEmpty();
    assertThat(stage.find(Secret.class, "c-etcd")).isEmpty();
    assertThat(stage.find(PersistentVolumeClaim.class, "c-etcd-2")).isEmpty();
    assertThat(stage.find(StatefulSet.class, "c-etcd-2")).isEmpty();
    assertThat(stage.find(Deployment.class, "c-apiserver")).isEmpty();
  }

  @Test
  void whatRetainLeftIsAdoptedByANewClusterOfTheName() {
    FullCluster first = stage.create("c", "deletionPolicy: Retain");
    stage.awaitReady("c");
    Secret ca = stage.find(Secret.class, "c-etcd").orElseThrow();
    String claim = uid(PersistentVolumeClaim.class, "c-etcd-1");
    stage.delete("c");
    assertThat(stage.find(StatefulSet.class, "c-etcd-1")).isEmpty();
    Secret kept = stage.find(Secret.class, "c-etcd").orElseThrow();
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(kept.getMetadata().getAnnotations()).containsEntry(Labels.RETAINED, "true");

    FullCluster second = stage.create("c", "");
    stage.awaitReady("c");
    Secret adopted = stage.find(Secret.class, "c-etcd").orElseThrow();
    assertThat(adopted.getData()).isEqualTo(ca.getData());
    assertThat(adopted.getMetadata().getAnnotations())
        .containsEntry(Labels.OWNER_UID, second.getMetadata().getUid())
        .doesNotContainKey(Labels.RETAINED)
        .containsEntry(
            Labels.ETCD_CLUSTER, ca.getMetadata().getAnnotations().get(Labels.ETCD_CLUSTER));
    assertThat(stage.find(Secret.class, "c-ca").orElseThrow().getMetadata().getAnnotations())
        .containsEntry(Labels.IDENTITY, first.getMetadata().getUid());
    assertThat(uid(PersistentVolumeClaim.class, "c-etcd-1")).isEqualTo(claim);
    assertThat(stage.etcd.changes(Stage.NAMESPACE, "c-etcd")).isEmpty();
  }

  @Test
  void anObjectOfSomebodyElseIsNamedAndNeverTouched() {
    Secret theirs =
        stage.server.put(
            new SecretBuilder()
                .withNewMetadata()
                .withName("c-etcd")
                .withNamespace(Stage.NAMESPACE)
                .endMetadata()
                .withData(Map.of("theirs", "AAAA"))
                .build());
    stage.create("c", "");
    stage.awaitCondition("c", "Valid", "False", "NameConflict");
    assertThat(stage.condition("c", "Valid").orElseThrow().getMessage()).contains("Secret c-etcd");
    stage.awaitRest();
    assertThat(stage.find(Secret.class, "c-etcd").orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(theirs.getMetadata().getResourceVersion());
    assertThat(stage.find(StatefulSet.class, "c-etcd-0")).isEmpty();
    assertThat(stage.find(Deployment.class, "c-apiserver")).isEmpty();
  }

  @Test
  void lostKeysAreSaidAndNotReplaced() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.user.secrets().inNamespace(Stage.NAMESPACE).withName("c-etcd").delete();
    stage.edit("c", "network: {policy: None}");
    stage.awaitCondition("c", "KeysValid", "False", "KeyMaterialLost");
    stage.awaitRest();
    assertThat(stage.find(Secret.class, "c-etcd")).isEmpty();
    IntStream.range(0, 3)
        .forEach(i -> assertThat(stage.find(StatefulSet.class, "c-etcd-" + i)).isPresent());
    assertThat(stage.condition("c", "Ready").orElseThrow().getStatus()).isEqualTo("True");
  }

  @Test
  void certificatesAreRenewedAtTwoThirdsOfTheirLifeWithoutARestartOfEtcd() {
    stage.create("c", "");
    stage.awaitReady("c");
    StatefulSet member = stage.find(StatefulSet.class, "c-etcd-0").orElseThrow();
    Deployment scheduler = stage.find(Deployment.class, "c-scheduler").orElseThrow();
    Secret before = stage.find(Secret.class, "c-etcd-0").orElseThrow();
    stage.now.set(stage.now.get().plus(Duration.ofDays(250)));
    stage.touch("c");
    await()
        .atMost(Stage.PATIENCE)
        .until(
            () ->
                !stage
                    .find(Secret.class, "c-etcd-0")
                    .orElseThrow()
                    .getData()
                    .equals(before.getData()));
    await()
        .atMost(Stage.PATIENCE)
        .untilAsserted(() -> assertThat(stage.reasons()).contains("CertificatesRenewed"));
    stage.awaitReady("c");
    assertThat(stage.find(StatefulSet.class, "c-etcd-0").orElseThrow().getSpec())
        .isEqualTo(member.getSpec());
    assertThat(stage.find(Deployment.class, "c-scheduler").orElseThrow().getSpec())
        .isEqualTo(scheduler.getSpec());
    assertThat(stage.find(Secret.class, "c-etcd").orElseThrow().getMetadata().getUid())
        .isNotEmpty();
  }

  @Test
  void aPausedClusterIsLeftAlone() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.edit("c", "paused: true\npower: Stopped\nnetwork: {policy: None}");
    stage.awaitCondition("c", "Progressing", "False", "Paused");
    stage.awaitRest();
    assertThat(replicas("c-apiserver")).isEqualTo(2);
    assertThat(stage.find(NetworkPolicy.class, "c-etcd")).isPresent();
  }

  private int replicas(String deployment) {
    return stage.find(Deployment.class, deployment).orElseThrow().getSpec().getReplicas();
  }

  private int members(String statefulSet) {
    return stage.find(StatefulSet.class, statefulSet).orElseThrow().getSpec().getReplicas();
  }

  private <T extends HasMetadata> String uid(Class<T> type, String name) {
    return stage.find(type, name).orElseThrow().getMetadata().getUid();
  }
}
