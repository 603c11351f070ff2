package dev.nestling.packaging;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Properties;

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
