package dev.nestling.test.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Owned;
import dev.nestling.test.testbed.Tenant;
import dev.nestling.test.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.storage.StorageClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What keeps a cluster from starting: each is named with what to do, and doing it is enough. No
 * obstacle costs anything that exists.
 */
@Tag("e2e")
class ObstaclesTest {
  @RegisterExtension static final Tenant TENANT = Tenant.named("obstacles");

  private final KubernetesClient management = Testbed.get().client();

  @Test
  void anUnknownStorageClassIsWaitedFor() {
    String name = TENANT.namespace().name() + "-class";
    var cluster =
        TENANT.apply(
            "classy", "datastore: {sqlite: {volume: {storageClassName: %s}}}".formatted(name));

    assertThat(cluster.awaitFalse("Valid", "StorageClassUnknown"))
        .contains("spec.datastore.sqlite.volume.storageClassName", name);
    assertThat(cluster.condition("Ready").orElseThrow().getReason())
        .isEqualTo("StorageClassUnknown");
    assertThat(owned("classy")).doesNotContain("PersistentVolumeClaim/classy-data");

    var like = management.storage().v1().storageClasses().withName("local-path").require();
    var created =
        management
            .resource(
                new StorageClassBuilder(like)
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .build())
            .create();
    try {
      cluster.awaitCondition("Valid", condition -> "True".equals(condition.getStatus()));
      assertThat(owned("classy")).contains("PersistentVolumeClaim/classy-data");
    } finally {
      management.resource(created).delete();
    }
  }

  @Test
  void aServerThatNoNodeCanRunIsUnschedulable() {
    var cluster = TENANT.apply("nowhere", "scheduling: {nodeSelector: {planet: mars}}");

    assertThat(cluster.awaitFalse("Ready", "Unschedulable")).contains("didn't match", "node");

    cluster.apply("scheduling: {nodeSelector: {kubernetes.io/os: linux}}");
    cluster.awaitReady();
  }

  @Test
  void rangesOfTheManagementClusterAreRefused() {
    String taken =
        management.nodes().list().getItems().getFirst().getSpec().getPodCIDRs().getFirst();

    var cluster = TENANT.apply("overlapping", "network: {podCIDRs: [%s]}".formatted(taken));

    assertThat(cluster.awaitFalse("Valid", "NetworkOverlap"))
        .contains("spec.network.podCIDRs", taken);
    assertThat(owned("overlapping")).doesNotContain("StatefulSet/overlapping-server");
  }

  @Test
  void anObjectOfSomebodyElseIsNamedAndLeftAlone() {
    var theirs =
        management
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withNamespace(TENANT.namespace().name())
                    .withName("taken-api")
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withPort(80)
                    .endPort()
                    .endSpec()
                    .build())
            .create();

    var cluster = TENANT.apply("taken", "{}");

    assertThat(cluster.awaitFalse("Ready", "NameConflict")).contains("Service taken-api");
    assertThat(management.resource(theirs).require().getMetadata()).isEqualTo(theirs.getMetadata());

    management.resource(theirs).delete();
    cluster.awaitReady();
  }

  private java.util.List<String> owned(String cluster) {
    return Owned.by(management, TENANT.namespace().name(), cluster);
  }
}
