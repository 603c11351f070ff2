package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The names that config/ and docs/architecture.md use are those that the operator reads. */
class SettingsTest {
  private static final int ORDINAL = 300;

  @Test
  void theCommunitysRegistryIsTheDefault() {
    Settings settings = settings(Map.of());

    assertThat(settings.images().registry()).isEqualTo("registry.k8s.io");
    assertThat(settings.images().ownRegistry()).isEqualTo("registry.nestling.dev");
    assertThat(settings.images().overrides()).isEmpty();
    assertThat(settings.namespace()).isEmpty();
  }

  @Test
  void theEnvironmentSaysOtherwise() {
    Settings settings =
        settings(
            Map.of(
                "NESTLING_CLUSTER_IMAGES_REGISTRY", "registry.nestling.dev",
                "NESTLING_CLUSTER_IMAGES_OWN_REGISTRY", "mirror/nestling",
                "NESTLING_CLUSTER_IMAGES_OVERRIDES_COREDNS", "mirror/coredns:v1",
                "NESTLING_CLUSTER_NAMESPACE", "nestling-system"));

    assertThat(settings.images().registry()).isEqualTo("registry.nestling.dev");
    assertThat(settings.images().ownRegistry()).isEqualTo("mirror/nestling");
    assertThat(settings.images().overrides())
        .containsExactly(Map.entry("coredns", "mirror/coredns:v1"));
    assertThat(settings.namespace()).contains("nestling-system");
  }

  /** As the chart writes it: names with dashes have no spelling of their own in capitals. */
  @Test
  void anOverrideMayHaveTheNameOfItsProperty() {
    Settings settings =
        settings(Map.of("nestling.cluster.images.overrides.kube-apiserver", "mirror/api:v1"));

    assertThat(settings.images().overrides())
        .containsExactly(Map.entry("kube-apiserver", "mirror/api:v1"));
  }

  private static Settings settings(Map<String, String> environment) {
    return new SmallRyeConfigBuilder()
        .withMapping(Settings.class)
        .withSources(new EnvConfigSource(environment, ORDINAL))
        .build()
        .getConfigMapping(Settings.class);
  }
}
