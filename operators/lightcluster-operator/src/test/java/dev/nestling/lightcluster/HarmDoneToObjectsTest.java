package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.objects.SecretData;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do to the objects of a running cluster, by mistake. */
class HarmDoneToObjectsTest {
  private final Stage stage = new Stage().startOperator();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aServerWhoseVolumeIsBeingDeletedIsNotEvenSwitchedOff() {
    stage.create("c", "");
    stage.awaitReady("c");
    var claim = stage.user.persistentVolumeClaims().inNamespace(Stage.NAMESPACE).withName("c-data");
    Edit.of(
        claim,
        found -> {
          found.getMetadata().setFinalizers(List.of("kubernetes.io/pvc-protection"));
          return found;
        });
    claim.delete();
    stage.awaitCondition("c", "Valid", "False", "VolumeBeingDeleted");

    stage.edit("c", "power: Stopped");

    stage.awaitCondition("c", "Ready", "False", "VolumeBeingDeleted");
    stage.awaitRest();
    assertThat(stage.find(StatefulSet.class, "c-server").orElseThrow().getSpec().getReplicas())
        .isEqualTo(1);
    assertThat(stage.find(PersistentVolumeClaim.class, "c-data")).isPresent();
  }

  @Test
  void aKubeconfigWithAnImpossibleAddressIsWrittenAnew() {
    stage.create("c", "endpoint: {type: NodePort, nodePort: {port: 30443}}");
    stage.awaitReady("c");
    Secret published = stage.find(Secret.class, "c-kubeconfig").orElseThrow();
    String spoilt = kubeconfig(published).replace("https://192", "no address 192");
    published.setData(
        Map.of(
            "value", Base64.getEncoder().encodeToString(spoilt.getBytes(StandardCharsets.UTF_8))));
    stage.user.resource(published).update();

    stage.edit("c", "endpoint: {type: NodePort, nodePort: {port: 30443}}\nnetwork: {policy: None}");

    await()
        .until(
            () ->
                kubeconfig(stage.find(Secret.class, "c-kubeconfig").orElseThrow())
                    .contains("https://192.0.2.11:30443"));
  }

  private static String kubeconfig(Secret secret) {
    return SecretData.text(secret, "value").orElseThrow();
  }
}
