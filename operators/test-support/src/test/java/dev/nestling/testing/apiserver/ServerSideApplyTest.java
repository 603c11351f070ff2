package dev.nestling.testing.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private final MockApiServer server = MockApiServer.start();
  private final KubernetesClient client = server.client();

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void createsAndBooksTheFields() {
    ConfigMap created = apply(config(Map.of("a", "1")), "one", false);
    assertThat(created.getMetadata().getUid()).isNotBlank();
    ManagedFieldsEntry entry = created.getMetadata().getManagedFields().getFirst();
    assertThat(entry.getManager()).isEqualTo("one");
    assertThat(entry.getOperation()).isEqualTo("Apply");
    assertThat(entry.getFieldsV1().getAdditionalProperties())
        .isEqualTo(Map.of("f:data", Map.of("f:a", Map.of())));
  }

  @Test
  void theSameAgainChangesNothing() {
    ConfigMap first = apply(config(Map.of("a", "1")), "one", false);
    ConfigMap second = apply(config(Map.of("a", "1")), "one", false);
    assertThat(second).isEqualTo(first);
  }

  @Test
  void whatAManagerNoLongerWantsGoes() {
    apply(config(Map.of("a", "1", "b", "2")), "one", false);
    assertThat(apply(config(Map.of("b", "2")), "one", false).getData()).isEqualTo(Map.of("b", "2"));
  }

  @Test
  void whatAnotherManagerWantsStays() {
    apply(config(Map.of("a", "1", "b", "2")), "one", false);
    apply(config(Map.of("a", "1")), "two", false);
    assertThat(apply(config(Map.of("b", "2")), "one", false).getData())
        .isEqualTo(Map.of("a", "1", "b", "2"));
  }

  @Test
  void aConflictIsRefusedWithoutForce() {
    apply(config(Map.of("a", "1")), "one", false);
    assertThatThrownBy(() -> apply(config(Map.of("a", "2")), "two", false))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409))
        .hasMessageContaining("conflict with \"one\": .data.a");
  }

  @Test
  void forceTakesTheField() {
    apply(config(Map.of("a", "1", "b", "1")), "one", false);
    ConfigMap forced = apply(config(Map.of("a", "2")), "two", true);
    assertThat(forced.getData()).isEqualTo(Map.of("a", "2", "b", "1"));
    ConfigMap left = apply(config(Map.of("b", "1")), "one", false);
    assertThat(left.getData()).as("one has lost a").isEqualTo(Map.of("a", "2", "b", "1"));
  }

  @Test
  void anUpdateTakesTheFieldToo() {
    apply(config(Map.of("a", "1")), "one", false);
    client
        .configMaps()
        .withName("c")
        .edit(c -> new ConfigMapBuilder(c).addToData("a", "edited").build());
    assertThatThrownBy(() -> apply(config(Map.of("a", "1")), "one", false))
        .hasMessageContaining("conflict with \"test\"");
    assertThat(apply(config(Map.of("a", "1")), "one", true).getData()).containsEntry("a", "1");
  }

  @Test
  void keyedListsMergeByTheirKeys() {
    apply(statefulSet(Map.of("A", "1", "B", "2")), "one", false);
    StatefulSet both = apply(statefulSet(Map.of("C", "3")), "two", false);
    assertThat(env(both)).containsExactlyInAnyOrder("A=1", "B=2", "C=3");
    StatefulSet rest = apply(statefulSet(Map.of("B", "2")), "one", false);
    assertThat(env(rest)).containsExactlyInAnyOrder("B=2", "C=3");
  }

  @Test
  void finalizersAreASet() {
    ConfigMap one = config(Map.of());
    one.getMetadata().getFinalizers().add("example.org/one");
    apply(one, "one", false);
    ConfigMap two = config(Map.of());
    two.getMetadata().getFinalizers().add("example.org/two");
    assertThat(apply(two, "two", false).getMetadata().getFinalizers())
        .containsExactly("example.org/one", "example.org/two");
    assertThat(apply(config(Map.of()), "two", false).getMetadata().getFinalizers())
        .containsExactly("example.org/one");
  }

  @Test
  void aUidThatIsNotThereIsAConflict() {
    ConfigMap foreign = config(Map.of());
    foreign.getMetadata().setUid("11111111-1111-1111-1111-111111111111");
    assertThatThrownBy(() -> apply(foreign, "one", true))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    apply(config(Map.of()), "one", true);
    assertThatThrownBy(() -> apply(foreign, "one", true))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
  }

  private <T extends HasMetadata> T apply(T object, String manager, boolean force) {
    PatchContext context =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(manager)
            .withForce(force)
            .build();
    return client.resource(object).patch(context);
  }

  private static ConfigMap config(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName("c")
        .withNamespace("default")
        .endMetadata()
        .withData(data.isEmpty() ? null : data)
        .build();
  }

  private static StatefulSet statefulSet(Map<String, String> env) {
    var container = new ContainerBuilder().withName("server");
    env.forEach((name, value) -> container.addToEnv(new EnvVar(name, value, null)));
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName("s")
        .withNamespace("default")
        .endMetadata()
        .withNewSpec()
        .withNewTemplate()
        .withNewSpec()
        .withContainers(container.build())
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static List<String> env(StatefulSet set) {
    return set.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
        .map((EnvVar e) -> e.getName() + "=" + e.getValue())
        .toList();
  }
}
