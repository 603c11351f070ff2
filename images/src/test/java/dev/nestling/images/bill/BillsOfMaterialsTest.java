package dev.nestling.images.bill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.nestling.images.archive.Architecture;
import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Commands;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import dev.nestling.images.parts.DebianPackages;
import dev.nestling.images.parts.GoPrograms;
import dev.nestling.images.parts.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image says it is made of, from its files to the file beside its archive. */
class BillsOfMaterialsTest {
  private static final byte[] UNEXPLAINED = {0x7f, 'E', 'L', 'F', 2, 1, 1};
  private static final String TOOL = "pkg:golang/example.org/tools@0.1.0#hello";
  private static final String LIBRARY = "pkg:golang/example.org/library@v1.2.3";

  @TempDir private static Path sources;
  private static Path program;

  @TempDir private Path directory;
  private Path packages;

  /** A program of Go with a module that is not its own. */
  @BeforeAll
  static void aProgramIsBuilt() throws Exception {
    write(
        "go.mod",
        """
        module example.org/tools

        go 1.26

        require example.org/library v1.2.3

        replace example.org/library => ./library
        """);
    write(
        "hello/main.go",
        "package main\nimport \"example.org/library\"\nfunc main() { println(library.X) }");
    write("library/go.mod", "module example.org/library\n");
    write("library/library.go", "package library\nconst X = 1\n");
    program = sources.resolve("program");
    Commands.run(
        sources,
        List.of(
            "env",
            "CGO_ENABLED=0",
            "GOTOOLCHAIN=local",
            "go",
            "build",
            "-trimpath",
            "-buildvcs=false",
            "-o",
            program.toString(),
            "./hello"));
  }

  @BeforeEach
  void debianPackagesAreCached() throws IOException {
    packages = directory.resolve("cache/debian/amd64");
    Files.createDirectories(packages.resolve("busybox-static/bin"));
    Files.createDirectories(packages.resolve("downloads"));
    Files.write(packages.resolve("busybox-static/bin/busybox"), UNEXPLAINED);
    Files.createFile(packages.resolve("downloads/busybox-static_1%3a1.35.0-4+b1_amd64.deb"));
  }

  @Test
  void theFileBesideTheArchiveIsValidAndTheSameEachTime() throws Exception {
    Image image = image(Map.of("/pause", program, "/bin/sh", busybox()));
    Path first = written("first", image);
    Path second = written("second", image);

    assertThat(first).hasFileName("pause-1.0.cdx.json");
    assertThat(new JsonParser().validate(first.toFile(), Version.VERSION_16)).isEmpty();
    assertThat(second).isNotEqualTo(first).hasSameTextualContentAs(first);
    // Two times of the same second would be the same.
    assertThat(first).content().doesNotContain("timestamp", "serialNumber");
  }

  @Test
  void itNamesTheImageItsPartsAndWhatTheseAreMadeOf() throws Exception {
    Image image = image(Map.of("/pause", program, "/bin/sh", busybox()));
    Bom bom = new JsonParser().parse(written("out", image).toFile());

    Component container = bom.getMetadata().getComponent();
    assertThat(container.getType()).isEqualTo(Component.Type.CONTAINER);
    assertThat(container.getName()).isEqualTo("pause");
    assertThat(container.getVersion()).isEqualTo("1.0");
    assertThat(container.getLicenses().getLicenses().getFirst().getId()).isEqualTo("Apache-2.0");
    String busybox = "pkg:deb/debian/busybox-static@1%3A1.35.0-4%2Bb1?arch=amd64";
    assertThat(bom.getComponents())
        .extracting(Component::getPurl)
        .contains(busybox, TOOL, LIBRARY)
        .anyMatch(purl -> purl.startsWith("pkg:golang/stdlib@1."))
        .hasSize(4)
        .isSorted();
    assertThat(bom.getDependencies())
        .filteredOn(dependency -> dependency.getRef().equals("pause:1.0"))
        .first()
        .satisfies(
            dependency ->
                assertThat(dependency.getDependencies())
                    .extracting(part -> part.getRef())
                    .containsExactly(busybox, TOOL));
    assertThat(bom.getDependencies())
        .filteredOn(dependency -> dependency.getRef().equals(TOOL))
        .first()
        .satisfies(
            dependency ->
                assertThat(dependency.getDependencies())
                    .extracting(part -> part.getRef())
                    .contains(LIBRARY));
  }

  @Test
  void aProgramThatNothingExplainsIsRefused() throws Exception {
    Path unexplained = Files.write(directory.resolve("unexplained"), UNEXPLAINED);

    assertThatThrownBy(() -> written("out", image(Map.of("/opt/tool", unexplained))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("/opt/tool of the image pause is a program");
    assertThat(directory.resolve("out")).isEmptyDirectory();
  }

  @Test
  void aFileThatIsNoProgramIsTheImagesOwn() throws Exception {
    Path script = Files.writeString(directory.resolve("script"), "#!/bin/sh\n");

    assertThat(parts(image(Map.of("/script", script)))).isEmpty();
  }

  @Test
  void programsInArchivesOfArchivesCountToo() throws Exception {
    Path inner = directory.resolve("inner.tar");
    pack(inner, program, false);
    Path outer = directory.resolve("outer.tar.gz");
    pack(outer, inner, true);

    assertThat(parts(image(Map.of("/files/outer.tar.gz", outer)))).containsExactly(TOOL);
  }

  @Test
  void aProgramInAnArchiveThatNothingExplainsIsRefused() throws Exception {
    Path unexplained = Files.write(directory.resolve("unexplained"), UNEXPLAINED);
    Path archive = directory.resolve("archive.tar.gz");
    pack(archive, unexplained, true);

    assertThatThrownBy(() -> parts(image(Map.of("/files/archive.tar.gz", archive))))
        .hasMessageStartingWith("/files/archive.tar.gz/unexplained of the image pause");
  }

  @Test
  void aJavaRuntimeIsOnePart() throws Exception {
    Path runtime = directory.resolve("java");
    Files.createDirectories(runtime.resolve("bin"));
    Files.writeString(
        runtime.resolve("release"), "JAVA_VERSION=\"25.0.3\"\nMODULES=\"java.base\"\n");
    Files.write(runtime.resolve("bin/java"), UNEXPLAINED);

    assertThat(parts(image(List.of(Layers.tree("java", runtime, "/opt/java")), Optional.empty())))
        .containsExactly("pkg:generic/openjdk@25.0.3");
  }

  @Test
  void anImageOfOthersBelowIsNamed() throws Exception {
    assertThat(parts(image(List.of(), Optional.of("registry.example:5000/team/java:25"))))
        .containsExactly("pkg:oci/java@25?repository_url=registry.example%3A5000%2Fteam%2Fjava");
  }

  @Test
  void aDebianPackageWithoutItsArchiveHasNoVersion() throws Exception {
    Files.delete(packages.resolve("downloads/busybox-static_1%3a1.35.0-4+b1_amd64.deb"));

    assertThatThrownBy(() -> parts(image(Map.of("/bin/sh", busybox()))))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("the version of Debian's busybox-static is not known");
  }

  private Path busybox() {
    return packages.resolve("busybox-static/bin/busybox");
  }

  private static Image image(Map<String, Path> files) {
    return image(List.of(Layers.files("files", files)), Optional.empty());
  }

  private static Image image(List<FileEntriesLayer> layers, Optional<String> base) {
    return new Image(
        "pause", "1.0", base, layers, Map.of(), List.of("/pause"), Image.NONROOT, Map.of());
  }

  private Path written(String name, Image image) throws Exception {
    Path out = directory.resolve(name);
    new BillWriter(contents(), out).write(Archive.of(image));
    return out.resolve("pause-1.0.cdx.json");
  }

  private List<String> parts(Image image) throws Exception {
    return contents().of(image).stream().map(Part::address).toList();
  }

  private Contents contents() {
    return new Contents(
        new DebianPackages(Architecture.AMD64, directory.resolve("cache")),
        new GoPrograms(directory, "0.1.0"));
  }

  private static void pack(Path archive, Path file, boolean compressed) throws IOException {
    try (var out = Files.newOutputStream(archive);
        var tar = new TarArchiveOutputStream(compressed ? new GZIPOutputStream(out) : out)) {
      var entry = new TarArchiveEntry(file.getFileName().toString());
      entry.setSize(Files.size(file));
      tar.putArchiveEntry(entry);
      Files.copy(file, tar);
      tar.closeArchiveEntry();
    }
  }

  private static void write(String file, String content) throws IOException {
    Path path = sources.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
