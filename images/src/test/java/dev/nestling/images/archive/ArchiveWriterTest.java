package dev.nestling.images.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveWriterTest {
  private static final String REGISTRY = "registry.example:5000/nestling";
  private static final String PAUSE = REGISTRY + "/pause:v1";

  @TempDir private Path directory;

  @Test
  void anArchiveIsAnOciLayoutWithTheFullNameOfItsImage() throws Exception {
    OciArchive archive = OciArchive.read(write("first", Architecture.AMD64));

    assertThat(archive.file("oci-layout")).contains("\"imageLayoutVersion\": \"1.0.0\"");
    assertThat(archive.names()).containsExactly(PAUSE);
  }

  @Test
  void theConfigurationSaysWhatRunsAsWhomOnWhat() throws Exception {
    OciArchive archive = OciArchive.read(write("first", Architecture.ARM64));

    JsonNode config = archive.configuration(PAUSE);
    assertThat(config.path("architecture").asText()).isEqualTo("arm64");
    assertThat(config.path("os").asText()).isEqualTo("linux");
    assertThat(config.path("config").path("User").asText()).isEqualTo("65532:65532");
    assertThat(config.path("config").path("Entrypoint").get(0).asText()).isEqualTo("/pause");
  }

  @Test
  void theConfigurationHasLabels() throws Exception {
    OciArchive archive = OciArchive.read(write("first", Architecture.AMD64));

    JsonNode labels = archive.configuration(PAUSE).path("config").path("Labels");
    String prefix = "org.opencontainers.image.";
    assertThat(labels.path(prefix + "title").asText()).isEqualTo("pause");
    assertThat(labels.path(prefix + "version").asText()).isEqualTo("v1");
    assertThat(labels.path(prefix + "vendor").asText()).isEqualTo("Nestling");
    assertThat(labels.path(prefix + "licenses").asText()).isEqualTo("Apache-2.0");
    assertThat(labels.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            prefix + "title",
            prefix + "description",
            prefix + "version",
            prefix + "vendor",
            prefix + "licenses",
            prefix + "url",
            prefix + "source",
            prefix + "documentation");
  }

  @Test
  void theOneLayerHoldsTheProgramAndItIsExecutable() throws Exception {
    OciArchive archive = OciArchive.read(write("first", Architecture.AMD64));

    assertThat(archive.layers(PAUSE)).hasSize(1);
    try (InputStream layer =
            new GZIPInputStream(
                new ByteArrayInputStream(archive.blob(archive.layers(PAUSE).getFirst())));
        TarArchiveInputStream entries = new TarArchiveInputStream(layer)) {
      TarArchiveEntry entry = entries.getNextEntry();
      assertThat(entry.getName()).isEqualTo("pause");
      assertThat(entry.getMode() & 0777).isEqualTo(0755);
      assertThat(entry.getLongUserId()).isZero();
      assertThat(new String(entries.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("a program");
      assertThat(entries.getNextEntry()).isNull();
    }
  }

  @Test
  void twoAssembliesAreByteForByteTheSameWhateverTheFilesTimes() throws Exception {
    Path first = write("first", Architecture.AMD64);
    Files.setLastModifiedTime(
        directory.resolve("pause"), FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
    Path second = write("second", Architecture.AMD64);

    assertThat(second).isNotEqualTo(first).hasSameBinaryContentAs(first);
  }

  @Test
  void nothingButTheArchiveIsLeftInTheOutput() throws Exception {
    Path archive = write("first", Architecture.AMD64);

    try (var files = Files.list(archive.getParent())) {
      assertThat(files).containsExactly(archive);
    }
  }

  @Test
  void aTreeKeepsProgramsExecutableAndItsOrder() throws Exception {
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Files.writeString(tree.resolve("data"), "d");
    Path program = Files.writeString(tree.resolve("a-program"), "p");
    assertThat(program.toFile().setExecutable(true)).isTrue();

    List<String> entries = new ArrayList<>();
    Layers.tree("tree", tree, "/opt/tree")
        .getEntries()
        .forEach(
            e -> entries.add(e.getExtractionPath() + " " + e.getPermissions().toOctalString()));

    assertThat(entries).containsExactly("/opt/tree/a-program 755", "/opt/tree/data 644");
  }

  @Test
  void aProgramThatIsNotBuiltIsNamed() {
    Path missing = directory.resolve("missing");

    assertThatThrownBy(() -> Image.ofProgram("missing", "v1", missing))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(missing + " is not built yet");
  }

  private Path write(String run, Architecture architecture)
      throws IOException, InterruptedException {
    Path program = directory.resolve("pause");
    if (!Files.exists(program)) {
      Files.writeString(program, "a program");
    }
    Image image = Image.ofProgram("pause", "v1", program);
    return new ArchiveWriter(
            REGISTRY, architecture, directory.resolve(run), directory.resolve(run + "-cache"))
        .write(Archive.of(image));
  }
}
