package dev.nestling.images.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Says which Maven artifacts a jar is made of. */
public final class JavaArchive {
  /** Quarkus' name of a library: group, artifact and version. */
  private static final Pattern LIBRARY =
      Pattern.compile("(?<group>.+)\\.(?<artifact>[^.]+?)-(?<version>\\d.*)\\.jar");

  /** Made of the application when it is packed; no artifacts. */
  private static final Set<String> OF_THE_APPLICATION =
      Set.of("generated-bytecode.jar", "transformed-bytecode.jar", "quarkus-run.jar");

  private static final Pattern ARTIFACT =
      Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

  private JavaArchive() {}

  /**
   * The artifact that the jar is, and those that its publisher packed into it.
   *
   * @param file the jar's content
   * @param path the jar's path in the image
   * @throws IllegalStateException if nothing says which artifact it is
   */
  public static List<Part> parts(Path file, String path) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (OF_THE_APPLICATION.contains(name)) {
      return List.of();
    }
    List<Part> parts = new ArrayList<>();
    boolean identified = false;
    try (ZipFile jar = new ZipFile(file.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) jar.stream().map(ZipEntry.class::cast)::iterator) {
        if (ARTIFACT.matcher(entry.getName()).matches()) {
          Part part = part(jar, entry);
          identified |= isNameOf(part, name);
          parts.add(part);
        }
      }
    }
    if (!identified) {
      Matcher library = LIBRARY.matcher(name);
      if (!library.matches()) {
        throw new IllegalStateException(
            path + " has neither pom.properties nor a name that says which artifact it is");
      }
      parts.add(
          Part.ofMaven(
              library.group("group"), library.group("artifact"), library.group("version")));
    }
    return parts;
  }

  private static Part part(ZipFile jar, ZipEntry entry) throws IOException {
    Properties artifact = new Properties();
    try (InputStream in = jar.getInputStream(entry)) {
      artifact.load(in);
    }
    return Part.ofMaven(
        property(artifact, "groupId", entry),
        property(artifact, "artifactId", entry),
        property(artifact, "version", entry));
  }

  private static String property(Properties artifact, String key, ZipEntry entry) {
    String value = artifact.getProperty(key);
    if (value == null) {
      throw new IllegalStateException(entry + " has no " + key);
    }
    return value;
  }

  /** With or without the group; a classifier may follow. */
  private static boolean isNameOf(Part part, String name) {
    String artifact = part.name() + "-" + part.version();
    return name.startsWith(artifact) || name.startsWith(part.group() + "." + artifact);
  }
}
