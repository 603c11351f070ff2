package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A management cluster that fails without a reason that is anybody's. */
class FailedAttemptsTest {
  private static final int FOR_EVER = 1_000_000;

  private final Stage stage = new Stage().startOperator();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void areSaidUntilOneSucceeds() {
    stage
        .server
        .faults()
        .refuse(
            request -> request.isWrite() && request.resource().equals("configmaps"),
            FOR_EVER,
            409,
            "Conflict");
    stage.create("c", "");
    stage.awaitCondition("c", "Progressing", "False", "AttemptsFail");

    stage.server.faults().clear();
    stage.awaitReady("c");
  }

  @Test
  void ofADeletionAreSaidToo() {
    stage.create("c", "");
    stage.awaitReady("c");
    stage
        .server
        .faults()
        .refuse(
            request -> request.isWrite() && request.resource().equals("persistentvolumeclaims"),
            FOR_EVER,
            403,
            "Forbidden");
    stage.user.resources(LightCluster.class).inNamespace(Stage.NAMESPACE).withName("c").delete();
    stage.awaitCondition("c", "Progressing", "False", "AttemptsFail");
    assertThat(stage.find(PersistentVolumeClaim.class, "c-data")).isPresent();

    stage.server.faults().clear();
    await().until(() -> stage.find("c").isEmpty());
  }
}
