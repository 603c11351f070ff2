package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Keys that are gone are said to be gone: new ones would lock everyone out of the old data. */
@Tag("e2e")
class KeyMaterialLossTest {
  @RegisterExtension static final Tenant TENANT = Tenant.named("keys");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void aLostAuthorityIsNamedTheServerGoesOnAndTheRestoredOneHeals() {
    var cluster = TENANT.apply("keyless", "{}").awaitReady();
    var identity = cluster.uid();
    var pod = cluster.requirePod();
    var secrets = management.secrets().inNamespace(TENANT.namespace().name());
    var ca = secrets.withName("keyless-ca").require();
    var certificates = secrets.withName("keyless-server-certs").require();

    management.resource(ca).delete();
    cluster.annotate("test", "look again");

    assertThat(cluster.awaitFalse("KeysValid", "KeyMaterialLost")).contains("keyless-ca");
    assertThat(secrets.withName("keyless-ca").get()).isNull();
    assertThat(secrets.withName("keyless-server-certs").require().getData())
        .isEqualTo(certificates.getData());
    assertThat(cluster.uid()).isEqualTo(identity);
    assertThat(cluster.requirePod().getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());

    restore(ca);
    cluster.awaitCondition("KeysValid", condition -> "True".equals(condition.getStatus()));
    assertThat(secrets.withName("keyless-ca").require().getData()).isEqualTo(ca.getData());
    assertThat(cluster.uid()).isEqualTo(identity);
    assertThat(cluster.requirePod().getMetadata().getUid()).isEqualTo(pod.getMetadata().getUid());
  }

  /** As a backup does: what was there, without what only the API server may say of it. */
  private void restore(io.fabric8.kubernetes.api.model.Secret lost) {
    management
        .resource(
            new SecretBuilder(lost)
                .editMetadata()
                .withResourceVersion(null)
                .withUid(null)
                .withCreationTimestamp(null)
                .withManagedFields()
                .addToAnnotations(Map.of())
                .endMetadata()
                .build())
        .create();
  }
}
