package dev.nestling.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What everything is made of.
 *
 * @param root of the checkout
 * @param version of the project, as Maven has it
 * @param installation the objects of {@code config/default}
 */
record Project(Path root, String version, List<Manifest> installation) {
  /** What config/ installs into; who comes by another door may choose another. */
  static final String NAMESPACE = "nestling-system";

  static Project read(Path root) throws IOException {
    return new Project(root, builtVersion(), Kustomization.read(root.resolve("config/default")));
  }

  List<Manifest> ofKind(String kind) {
    return installation.stream().filter(manifest -> manifest.kind().equals(kind)).toList();
  }

  /** What clusters and worker nodes are made of, beside the operators. */
  List<String> imagesOfClusters() throws IOException {
    return Files.readAllLines(root.resolve("config/images.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  /**
   * Version of the last release before this one; {@code releases/} has what it was installed with.
   */
  String formerRelease() throws IOException {
    try (Stream<Path> releases = Files.list(root.resolve("releases"))) {
      return releases
          .filter(Files::isDirectory)
          .map(release -> release.getFileName().toString())
          .filter(release -> !release.equals(version))
          .max(Comparator.comparing(ModuleDescriptor.Version::parse))
          .orElseThrow(() -> new IllegalStateException("releases/ has none"));
    }
  }

  private static String builtVersion() throws IOException {
    Properties properties = new Properties();
    try (InputStream in =
        Objects.requireNonNull(
            Project.class.getResourceAsStream("/dev/nestling/packaging/project.properties"))) {
      properties.load(in);
    }
    return properties.getProperty("version");
  }
}
