package dev.nestling.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * The committed files are those that {@code config/} says. With {@code -Dgenerate=true} the test
 * writes them instead: that is how {@code make generate} makes them.
 */
class GeneratedFilesTest {
  private static final Set<String> GENERATED_WHOLE =
      Set.of(
          "helm-chart/dashboards",
          "helm-chart/templates/crds",
          "helm-chart/templates/monitoring",
          "helm-chart/templates/rbac",
          "bundle");

  private static final Project PROJECT = Checkout.project();

  @TestFactory
  Stream<DynamicTest> generatedFileIsUpToDate() throws IOException {
    return files().entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(), () -> check(file.getKey(), file.getValue())));
  }

  @BeforeAll
  static void leaveNothingOfAnOlderState() throws IOException {
    if (Boolean.getBoolean("generate")) {
      for (String directory : GENERATED_WHOLE) {
        for (Path file : filesOf(directory)) {
          Files.delete(file);
        }
      }
    }
  }

  @Test
  @DisabledIfSystemProperty(named = "generate", matches = "true")
  void nothingElseIsThere() throws IOException {
    for (String directory : GENERATED_WHOLE) {
      assertThat(
              filesOf(directory).stream()
                  .map(file -> "" + PROJECT.root().relativize(file))
                  .sorted())
          .as("%s; repair: make generate", directory)
          .containsExactlyElementsOf(
              files().keySet().stream().filter(name -> name.startsWith(directory + "/")).toList());
    }
  }

  private static List<Path> filesOf(String directory) throws IOException {
    Path path = PROJECT.root().resolve(directory);
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(path)) {
      return paths.filter(Files::isRegularFile).toList();
    }
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>(HelmChart.files(PROJECT));
    files.putAll(OlmBundle.files(PROJECT));
    return files;
  }

  private void check(String name, String content) throws IOException {
    Path file = PROJECT.root().resolve(name);
    if (Boolean.getBoolean("generate")) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, content);
    }
    assertThat(file).as("%s is out of date; repair: make generate", name).hasContent(content);
  }
}
