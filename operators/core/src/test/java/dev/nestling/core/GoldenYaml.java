package dev.nestling.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Objects as they were looked at by a person. {@code -Dgolden.update=true} writes the files anew,
 * for another look.
 */
public final class GoldenYaml {
  private static final Path ROOT = Path.of("src/test/resources/golden");

  private GoldenYaml() {}

  /** Compares the objects, in their order, with the file of this name. */
  public static void check(String name, List<? extends HasMetadata> objects) throws IOException {
    Path file = ROOT.resolve(name + ".yaml");
    String yaml = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(ROOT);
      Files.writeString(file, yaml);
    }
    assertThat(yaml).isEqualTo(Files.readString(file));
  }
}
