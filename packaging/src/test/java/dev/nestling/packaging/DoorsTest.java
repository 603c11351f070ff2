package dev.nestling.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Whichever way people install, they get the same. */
class DoorsTest {
  private final Project project = Checkout.project();
  private final List<Manifest> config = project.installation();
  private final List<Manifest> helm = RenderedChart.with(project, Map.of()).objects();
  private final OlmInstallation olm = OlmInstallation.read(project);

  DoorsTest() throws IOException {}

  @Test
  void allGrantTheSame() {
    Set<String> granted = Grants.of(config).lines();

    assertThat(granted).hasSizeGreaterThan(100);
    assertThat(Grants.of(helm).lines()).isEqualTo(granted);
    assertThat(olm.grants().lines()).isEqualTo(granted);
  }

  @Test
  void allHaveTheSameDefinitions() {
    Map<String, JsonNode> definitions = definitions(config);

    assertThat(definitions).hasSize(3);
    assertThat(definitions(helm)).isEqualTo(definitions);
    assertThat(definitions(olm.besideIt())).isEqualTo(definitions);
  }

  @Test
  void theFileForKubectlHasEverythingAndInAnOrderThatWorks() {
    List<Manifest> file =
        Kustomization.split(project.root().resolve("install.yaml"), InstallManifest.of(project));

    assertThat(file.stream().map(Manifest::object))
        .containsExactlyInAnyOrderElementsOf(config.stream().map(Manifest::object).toList());
    assertThat(file.stream().map(Manifest::kind))
        .startsWith("Namespace", "CustomResourceDefinition");
  }

  /** The one place that says it is Maven's. */
  @Test
  void theOperatorsImagesHaveTheProjectsVersion() {
    assertThat(project.ofKind("Deployment"))
        .hasSize(2)
        .allSatisfy(
            deployment ->
                assertThat(deployment.object().findValuesAsText("image"))
                    .containsExactly(
                        "registry.nestling.dev/%s:%s"
                            .formatted(deployment.name(), project.version())));
  }

  private static Map<String, JsonNode> definitions(List<Manifest> objects) {
    Map<String, JsonNode> definitions = new TreeMap<>();
    for (Manifest object : objects) {
      if (object.kind().equals("CustomResourceDefinition")) {
        definitions.put(object.name(), object.object().path("spec"));
      }
    }
    return definitions;
  }
}
