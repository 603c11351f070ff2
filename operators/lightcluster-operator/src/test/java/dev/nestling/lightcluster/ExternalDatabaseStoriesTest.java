package dev.nestling.lightcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.api.v1alpha1.LightCluster;
import dev.nestling.testing.Edit;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a change of an external database's Secret does. */
class ExternalDatabaseStoriesTest {
  private static final String PASSWORD = "hunter2";

  private final Stage stage = new Stage().startOperator();

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aChangedSecretRestartsTheServerAndIsNowhereToBeRead() {
    stage.user.resource(database("postgres://u:" + PASSWORD + "@h/d")).create();
    stage.create("c", "datastore: {type: External, external: {secretRef: {name: db}}}");
    stage.awaitReady("c");
    String before = hash();

    stage.user.resource(database("postgres://u:" + PASSWORD + "@h2/d")).update();
    look("at the change");
    await().until(() -> !hash().equals(before));
    stage.awaitReady("c");
    String after = hash();

    look("again");
    stage.awaitRest();
    assertThat(hash()).isEqualTo(after);
    assertThat(stage.server.everything().toString())
        .as("the text of the password, outside of the Secret")
        .doesNotContain(PASSWORD);
  }

  private String hash() {
    return Objects.requireNonNull(
        stage
            .find(StatefulSet.class, "c-server")
            .orElseThrow()
            .getSpec()
            .getTemplate()
            .getMetadata()
            .getAnnotations()
            .get("nestling.dev/config-hash"));
  }

  /** Nobody watches Secrets: something else has to make the operator look. */
  private void look(String why) {
    Edit.of(
        stage.user.resources(LightCluster.class).inNamespace(Stage.NAMESPACE).withName("c"),
        cluster -> {
          cluster.getMetadata().setAnnotations(Map.of("look", why));
          return cluster;
        });
  }

  private static Secret database(String endpoint) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName("db")
        .withNamespace(Stage.NAMESPACE)
        .endMetadata()
        .addToData(
            "endpoint",
            Base64.getEncoder().encodeToString(endpoint.getBytes(StandardCharsets.UTF_8)))
        .build();
  }
}
