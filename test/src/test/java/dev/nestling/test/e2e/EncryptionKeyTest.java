package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.test.testbed.NestedCluster;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The key of encryption at rest is replaced while the cluster works. */
@Tag("e2e")
@Tag("long")
class EncryptionKeyTest {
  private static final Duration PATIENCE = Duration.ofMinutes(8);
  private static final String SECOND_KEY = "security: {encryption: {keyGeneration: 2}}";
  private static final String NODE_PORT = "endpoint: {type: NodePort}\n";

  @RegisterExtension static final Tenant TENANT = Tenant.named("key");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void ofALightClusterAndItsSecretsAreThereAfterwards() {
    var cluster = TENANT.apply("edge", NODE_PORT).awaitReady();
    keepASecret(cluster);

    cluster.apply(NODE_PORT + SECOND_KEY);
    awaitSecondKeyAlone(cluster);

    var pod = cluster.requirePod();
    management.resource(pod).delete();
    cluster.awaitPodAfter(pod);
    cluster.awaitAnswer();
    assertThat(secretIn(cluster)).isEqualTo("kept");
  }

  @Test
  void ofAFullClusterWithoutAFailedRequest() throws InterruptedException {
    var cluster = TENANT.applyFull("prod", NODE_PORT).awaitReady();
    cluster.awaitCondition("Progressing", condition -> "Settled".equals(condition.getReason()));
    keepASecret(cluster);
    var writer = SteadyWriter.start(cluster, "key");

    cluster.apply(NODE_PORT + SECOND_KEY);
    awaitSecondKeyAlone(cluster);

    assertThat(writer.failures()).isEmpty();
    assertThat(writer.lost()).isEmpty();
    management
        .pods()
        .inNamespace(cluster.namespace())
        .withLabel("app.kubernetes.io/component", "apiserver")
        .delete();
    cluster.awaitAnswer();
    assertThat(secretIn(cluster)).isEqualTo("kept");
  }

  private static void keepASecret(NestedCluster cluster) {
    try (var nested = cluster.client()) {
      nested
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withNamespace("default")
                  .withName("keepsake")
                  .endMetadata()
                  .withStringData(Map.of("word", "kept"))
                  .build())
          .create();
    }
  }

  private static String secretIn(NestedCluster cluster) {
    try (var nested = cluster.client()) {
      String word =
          nested
              .secrets()
              .inNamespace("default")
              .withName("keepsake")
              .require()
              .getData()
              .get("word");
      return new String(Base64.getDecoder().decode(word), StandardCharsets.UTF_8);
    }
  }

  private void awaitSecondKeyAlone(NestedCluster cluster) {
    await("the second key alone")
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        cluster
                            .object()
                            .map(found -> found.<Object>get("status", "encryptionKeyGeneration")))
                    .as(() -> String.valueOf(cluster.condition("Progressing")))
                    .contains(2));
    assertThat(
            new String(
                Base64.getDecoder()
                    .decode(
                        management
                            .secrets()
                            .inNamespace(cluster.namespace())
                            .withName(cluster.name() + "-encryption")
                            .require()
                            .getData()
                            .get("encryption.yaml")),
                StandardCharsets.UTF_8))
        .contains("key2")
        .doesNotContain("key1");
  }
}
