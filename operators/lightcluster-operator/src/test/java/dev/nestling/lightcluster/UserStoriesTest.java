package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.core.nested.Health;
import dev.nestling.core.plan.Labels;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an owner does and sees, with the operator on an API server in memory. */
class UserStoriesTest {
  private static final int MOST_WRITES = 25;

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
        .containsExactly("nestling.dev/lightcluster");
    assertThat(stage.reasons()).containsExactly("Ready");
  }

  @Test
  void atRestNothingIsWrittenThoughTheOperatorStartsAnew() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.stopOperator();
    stage.server.journal().clear();
    stage.startOperator();
    stage.awaitRest();
    assertThat(stage.nested.asked()).isNotEmpty();
    assertThat(stage.writes()).isEmpty();
  }

  @Test
  void anEditIsFollowedAndLeavesTheKeysAlone() {
    stage.create("c", "");
    stage.awaitReady("c");
    Map<String, String> keys = stage.find(Secret.class, "c-ca").orElseThrow().getData();
    stage.edit("c", "network: {policy: None}\npower: Stopped");
    stage.awaitCondition("c", "Ready", "False", "Stopped");
    await().until(() -> stage.find(NetworkPolicy.class, "c-server").isEmpty());
    assertThat(stage.find(StatefulSet.class, "c-server").orElseThrow().getSpec().getReplicas())
        .isZero();
    assertThat(stage.find(Secret.class, "c-ca").orElseThrow().getData()).isEqualTo(keys);
    stage.edit("c", "power: Running");
    stage.awaitReady("c");
    assertThat(stage.find(NetworkPolicy.class, "c-server")).isPresent();
  }

  @Test
  void deletingTakesEverythingAlong() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.delete("c");
    assertThat(stage.find(Secret.class, "c-ca")).isEmpty();
    assertThat(stage.find(PersistentVolumeClaim.class, "c-data")).isEmpty();
    assertThat(stage.find(StatefulSet.class, "c-server")).isEmpty();
  }

  @Test
  void whatRetainLeftIsAdoptedByANewClusterOfTheName() {
    LightCluster first = stage.create("c", "deletionPolicy: Retain");
    stage.awaitReady("c");
    Secret ca = stage.find(Secret.class, "c-ca").orElseThrow();
    stage.delete("c");
    assertThat(stage.find(StatefulSet.class, "c-server")).isEmpty();
    assertThat(stage.find(Secret.class, "c-kubeconfig")).isEmpty();
    Secret kept = stage.find(Secret.class, "c-ca").orElseThrow();
    assertThat(kept.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(kept.getMetadata().getAnnotations()).containsEntry(Labels.RETAINED, "true");

    LightCluster second = stage.create("c", "");
    stage.awaitReady("c");
    Secret adopted = stage.find(Secret.class, "c-ca").orElseThrow();
    assertThat(adopted.getData()).isEqualTo(ca.getData());
    assertThat(adopted.getMetadata().getUid()).isEqualTo(ca.getMetadata().getUid());
    assertThat(adopted.getMetadata().getAnnotations())
        .containsEntry(Labels.IDENTITY, first.getMetadata().getUid())
        .containsEntry(Labels.OWNER_UID, second.getMetadata().getUid())
        .doesNotContainKey(Labels.RETAINED);
    assertThat(adopted.getMetadata().getOwnerReferences()).isEmpty();
    assertThat(
            stage
                .find(PersistentVolumeClaim.class, "c-data")
                .orElseThrow()
                .getMetadata()
                .getAnnotations())
        .containsEntry(Labels.OWNER_UID, second.getMetadata().getUid());
  }

  @Test
  void anObjectOfSomebodyElseIsNamedAndNeverTouched() {
    Secret theirs =
        stage.server.put(
            new SecretBuilder()
                .withNewMetadata()
                .withName("c-sa")
                .withNamespace(Stage.NAMESPACE)
                .endMetadata()
                .withData(Map.of("theirs", "AAAA"))
                .build());
    stage.create("c", "");
    stage.awaitCondition("c", "Valid", "False", "NameConflict");
    assertThat(stage.condition("c", "Valid").orElseThrow().getMessage()).contains("Secret c-sa");
    stage.awaitRest();
    assertThat(stage.find(Secret.class, "c-sa").orElseThrow().getMetadata().getResourceVersion())
        .isEqualTo(theirs.getMetadata().getResourceVersion());
    assertThat(stage.find(StatefulSet.class, "c-server")).isEmpty();
  }

  @Test
  void lostKeysAreSaidAndNotReplaced() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.user.secrets().inNamespace(Stage.NAMESPACE).withName("c-ca").delete();
    stage.edit("c", "network: {policy: None}");
    stage.awaitCondition("c", "KeysValid", "False", "KeyMaterialLost");
    assertThat(stage.find(Secret.class, "c-ca")).isEmpty();
    assertThat(stage.find(StatefulSet.class, "c-server")).isPresent();
    assertThat(stage.condition("c", "Ready").orElseThrow().getStatus()).isEqualTo("True");
  }

  @Test
  void certificatesAreRenewedAtTwoThirdsOfTheirLifeWithoutARestart() {
    stage.create("c", "");
    stage.awaitReady("c");
    StatefulSet server = stage.find(StatefulSet.class, "c-server").orElseThrow();
    Secret before = stage.find(Secret.class, "c-server-certs").orElseThrow();
    stage.now.set(stage.now.get().plus(Duration.ofDays(250)));
    stage.edit("c", "network: {policy: None}");
    await()
        .until(
            () ->
                !stage
                    .find(Secret.class, "c-server-certs")
                    .orElseThrow()
                    .getData()
                    .equals(before.getData()));
    await().untilAsserted(() -> assertThat(stage.reasons()).contains("CertificatesRenewed"));
    assertThat(stage.find(StatefulSet.class, "c-server").orElseThrow().getSpec().getTemplate())
        .isEqualTo(server.getSpec().getTemplate());
  }

  @Test
  void aServiceThatSomebodyDeletedComesBackWithEverythingThatDependsOnIt() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.user.services().inNamespace(Stage.NAMESPACE).withName("c-api").delete();
    await().until(() -> stage.find(Service.class, "c-api").isPresent());
    stage.awaitReady("c");
  }

  @Test
  void anApiThatStopsToAnswerIsNoLongerReady() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.nested.answerAll(new Health.Refused(401, "Unauthorized"));
    stage.edit("c", "power: Stopped");
    stage.awaitCondition("c", "Ready", "False", "Stopped");
    stage.edit("c", "power: Running");
    stage.awaitCondition("c", "Ready", "False", "CredentialsRefused");
  }

  @Test
  void aPausedClusterIsLeftAlone() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.edit("c", "paused: true\npower: Stopped\nnetwork: {policy: None}");
    stage.awaitCondition("c", "Progressing", "False", "Paused");
    stage.awaitRest();
    assertThat(stage.find(StatefulSet.class, "c-server").orElseThrow().getSpec().getReplicas())
        .isEqualTo(1);
    assertThat(stage.find(NetworkPolicy.class, "c-server")).isPresent();
  }

  @Test
  void aPausedClusterWithABrokenCertificateSaysSo() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage.edit("c", "paused: true");
    stage.awaitCondition("c", "Progressing", "False", "Paused");
    Secret certificates = stage.find(Secret.class, "c-server-certs").orElseThrow();
    certificates.getData().replaceAll((file, old) -> "bm9uZQ==");
    stage.user.resource(certificates).update();
    stage.touch("c");
    stage.awaitCondition("c", "KeysValid", "False", "RenewalOverdue");
    stage.edit("c", "paused: false");
    stage.awaitCondition("c", "KeysValid", "True", "Valid");
  }

  @Test
  void aSecretOfADatabaseThatComesLateStartsTheServer() {
    stage.create("c", "datastore: {type: External, external: {secretRef: {name: db}}}");
    stage.awaitCondition("c", "Valid", "False", "DatastoreSecretMissing");
    assertThat(stage.find(StatefulSet.class, "c-server")).isEmpty();
    stage
        .user
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("db")
                .withNamespace(Stage.NAMESPACE)
                .endMetadata()
                .withStringData(Map.of())
                .withData(Map.of("endpoint", "cG9zdGdyZXM6Ly91OnBAaC9k"))
                .build())
        .create();
    stage.edit(
        "c", "datastore: {type: External, external: {secretRef: {name: db}}}\npower: Running");
    stage.touch("c");
    stage.awaitReady("c");
    assertThat(stage.find(PersistentVolumeClaim.class, "c-data")).isEmpty();
  }
}
