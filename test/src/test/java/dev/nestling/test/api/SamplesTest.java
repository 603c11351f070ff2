package dev.nestling.test.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every sample can be applied as it stands. */
@Tag("api")
@ExtendWith(ManagementApi.class)
class SamplesTest {
  private final ManagementApi.Server server;

  SamplesTest(ManagementApi.Server server) {
    this.server = server;
  }

  @TestFactory
  Stream<DynamicTest> sampleIsTaken() throws IOException {
    Path samples = Repository.find().root().resolve("config/samples");
    try (var files = Files.list(samples)) {
      return files.filter(file -> !file.endsWith("kustomization.yaml")).sorted().toList().stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      String.valueOf(file.getFileName()), () -> apply(Fixture.read(file))));
    }
  }

  private void apply(Fixture sample) {
    String namespace = server.newNamespace("sample");
    assertThat(sample.documents()).isNotEmpty();
    for (String document : sample.documents()) {
      if (document.contains("apiVersion: nestling.dev/")) {
        new ClusterApi(server.client(), namespace).create(document);
      } else {
        HasMetadata object = Serialization.unmarshal(document);
        server.client().resource(object).inNamespace(namespace).create();
      }
    }
    server.client().namespaces().withName(namespace).delete();
  }

  /** The list is written by hand. */
  @Test
  void theKustomizationHasEverySample() throws IOException {
    Path samples = Repository.find().root().resolve("config/samples");
    List<String> listed =
        Files.readAllLines(samples.resolve("kustomization.yaml")).stream()
            .filter(line -> line.startsWith("  - "))
            .map(line -> line.substring(4))
            .toList();
    try (var files = Files.list(samples)) {
      assertThat(listed)
          .containsExactlyInAnyOrderElementsOf(
              files
                  .map(file -> String.valueOf(file.getFileName()))
                  .filter(name -> !name.equals("kustomization.yaml"))
                  .toList());
    }
  }
}
