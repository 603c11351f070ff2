package dev.nestling.packaging;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The objects that a kustomization lists, in its order. Of kustomize it knows {@code resources}
 * alone, which is all that the installation uses; anything else is refused, since it would be
 * missing in what is made of it.
 */
final class Kustomization {
  private static final String FILE = "kustomization.yaml";
  private static final Set<String> KNOWN = Set.of("apiVersion", "kind", "resources");
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");

  private Kustomization() {}

  /**
   * @throws IllegalArgumentException when something in it is not understood, with its place
   */
  static List<Manifest> read(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    JsonNode kustomization = Yaml.MAPPER.readTree(Files.readString(file));
    for (Iterator<String> keys = kustomization.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KNOWN.contains(key)) {
        throw new IllegalArgumentException(file + ": " + key + " is not understood");
      }
    }
    List<Manifest> objects = new ArrayList<>();
    for (JsonNode resource : kustomization.path("resources")) {
      Path path = directory.resolve(resource.asText()).normalize();
      objects.addAll(Files.isDirectory(path) ? read(path) : objects(path));
    }
    return objects;
  }

  /** The objects of one file. */
  static List<Manifest> objects(Path file) throws IOException {
    return split(file, Files.readString(file));
  }

  /** The objects of a text that is, or could be, that of a file. */
  static List<Manifest> split(Path file, String text) {
    return SEPARATOR
        .splitAsStream(text)
        .map(String::strip)
        .filter(part -> !part.isEmpty())
        .map(part -> Manifest.parse(file, part))
        .toList();
  }
}
