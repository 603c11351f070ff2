package dev.nestling.api.generated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The committed files are those that the types say. With {@code -Dgenerate=true} the test writes
 * them instead: that is how {@code make generate} makes them.
 */
class GeneratedFilesTest {

  @TestFactory
  Stream<DynamicTest> generatedFileIsUpToDate() {
    String crd = GeneratedCrd.lightClustersYaml();
    Map<String, String> files =
        Map.of(
            "crds/lightclusters.nestling.dev.yaml", crd,
            "config/crd/lightclusters.nestling.dev.yaml", crd,
            "docs/reference/lightcluster.md",
                ReferencePage.ofLightCluster(GeneratedCrd.lightClusters()));
    return files.entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(), () -> check(file.getKey(), file.getValue())));
  }

  @Test
  void generationIsRepeatable() {
    assertThat(GeneratedCrd.lightClustersYaml()).isEqualTo(GeneratedCrd.lightClustersYaml());
  }

  @Test
  void kubectlShowsTheColumnsInTheirOrder() {
    String columns =
        GeneratedCrd.lightClustersYaml()
            .split("additionalPrinterColumns:", 2)[1]
            .split("schema:", 2)[0];
    assertThat(columns.lines().map(String::strip).filter(line -> line.startsWith("name:")))
        .containsSubsequence(
            "name: Version", "name: Endpoint", "name: Ready", "name: Age", "name: Reason");
  }

  private static void check(String name, String content) throws IOException {
    Path file = Checkout.path(name);
    if (Boolean.getBoolean("generate")) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, content);
    }
    assertThat(Checkout.text(file))
        .as("%s is out of date; repair: make generate", name)
        .isEqualTo(content);
  }
}
