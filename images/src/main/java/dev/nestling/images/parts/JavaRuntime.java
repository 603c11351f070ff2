package dev.nestling.images.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.cyclonedx.model.Component;

/** A Java runtime says in the file {@code release}, in its own directory, what it is. */
public final class JavaRuntime {
  private static final String RELEASE = "release";
  private static final String VERSION = "JAVA_VERSION";

  private JavaRuntime() {}

  /** The directory of the runtime whose release file this is; empty for any other file. */
  public static Optional<Path> directory(Path file) throws IOException {
    return file.endsWith(RELEASE) && release(file).containsKey(VERSION)
        ? Optional.ofNullable(file.toAbsolutePath().getParent())
        : Optional.empty();
  }

  public static Part part(Path directory) throws IOException {
    String version = release(directory.resolve(RELEASE)).getProperty(VERSION, "").replace("\"", "");
    return new Part(
        Component.Type.PLATFORM,
        "",
        "openjdk",
        version,
        Part.address("generic", null, "openjdk", version, Map.of(), null),
        List.of());
  }

  private static Properties release(Path file) throws IOException {
    Properties release = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      release.load(in);
    }
    return release;
  }
}
