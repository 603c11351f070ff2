package dev.nestling.api.generated;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed files are those that the types say. With {@code -Dgenerate=true} the test writes
 * them instead: that is how {@code make generate} makes them.
 */
class GeneratedFilesTest {

  @TestFactory
  Stream<DynamicTest> generatedFileIsUpToDate() {
    var files = new TreeMap<String, String>();
    for (KindUnderTest kind : KindUnderTest.all()) {
      String crd = GeneratedCrd.yamlOf(kind);
      files.put("crds/" + kind.crdFile(), crd);
      if (kind.installed()) {
        files.put("config/crd/" + kind.crdFile(), crd);
      }
      files.put(
          "docs/reference/" + kind.name().toLowerCase(Locale.ROOT) + ".md",
          ReferencePage.of(kind, GeneratedCrd.of(kind)));
    }
    return files.entrySet().stream()
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getKey(), () -> check(file.getKey(), file.getValue())));
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void installationHasTheKindsThatAnOperatorServes(KindUnderTest kind) {
    String kustomization = Checkout.text(Checkout.path("config/crd/kustomization.yaml"));
    assertThat(kustomization.contains(kind.crdFile())).isEqualTo(kind.installed());
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void generationIsRepeatable(KindUnderTest kind) {
    assertThat(GeneratedCrd.yamlOf(kind)).isEqualTo(GeneratedCrd.yamlOf(kind));
  }

  @ParameterizedTest
  @MethodSource("dev.nestling.api.generated.KindUnderTest#all")
  void kubectlShowsTheColumnsInTheirOrder(KindUnderTest kind) {
    String columns =
        GeneratedCrd.yamlOf(kind).split("additionalPrinterColumns:", 2)[1].split("schema:", 2)[0];
    assertThat(columns.lines().map(String::strip).filter(line -> line.startsWith("name:")))
        .containsSubsequence(kind.columns().stream().map(column -> "name: " + column).toList());
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
