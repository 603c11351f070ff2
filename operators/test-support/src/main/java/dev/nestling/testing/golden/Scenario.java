package dev.nestling.testing.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The inputs of one scenario: its {@code in-*.yaml} files, one document each.
 *
 * <p>Kubernetes objects are asked for by type, other documents by name ({@code in-<name>.yaml}).
 * The clock stands still at {@link #START}, or at the {@code now} of {@code in-clock.yaml}. Fields
 * that the asked type does not know are an error, not a silent loss.
 */
public final class Scenario {
  /** The time of every scenario that does not say otherwise. */
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final String CLOCK = "in-clock.yaml";

  private final String name;
  private final Map<String, JsonNode> inputs;
  private final Set<String> read = new HashSet<>();

  private Scenario(String name, Map<String, JsonNode> inputs) {
    this.name = name;
    this.inputs = inputs;
  }

  static Scenario load(String name, Path folder) throws IOException {
    Map<String, JsonNode> inputs = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String fileName = String.valueOf(file.getFileName());
        if (fileName.startsWith("in-") && fileName.endsWith(".yaml")) {
          inputs.put(fileName, parse(file));
        } else if (!OutFiles.isOutFile(file)) {
          throw new AssertionError(
              file + ": a scenario holds in-*.yaml and out-*.yaml files and nothing else");
        }
      }
    }
    return new Scenario(name, inputs);
  }

  /** The scenario's folder, relative to the root. */
  public String name() {
    return name;
  }

  /** Stands still. */
  public Clock clock() {
    Instant now =
        document("clock", ClockInput.class).map(input -> Instant.parse(input.now())).orElse(START);
    return Clock.fixed(now, ZoneOffset.UTC);
  }

  /** The only object of this kind. */
  public <T extends HasMetadata> T one(Class<T> type) {
    return find(type)
        .orElseThrow(() -> new AssertionError(name + ": no " + HasMetadata.getKind(type)));
  }

  /** The object of this kind, if there is one. */
  public <T extends HasMetadata> Optional<T> find(Class<T> type) {
    List<T> all = all(type);
    if (all.size() > 1) {
      throw new AssertionError(name + ": more than one " + HasMetadata.getKind(type));
    }
    return all.stream().findFirst();
  }

  /** The object of this kind and name, if there is one. */
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String objectName) {
    return inputs.entrySet().stream()
        .filter(
            input ->
                isKind(input.getValue(), type)
                    && input.getValue().at("/metadata/name").asText().equals(objectName))
        .map(input -> convert(input.getKey(), type))
        .findFirst();
  }

  /** All objects of this kind, in the order of their files' names. */
  public <T extends HasMetadata> List<T> all(Class<T> type) {
    return inputs.entrySet().stream()
        .filter(input -> isKind(input.getValue(), type))
        .map(input -> convert(input.getKey(), type))
        .toList();
  }

  /** The document of {@code in-<documentName>.yaml}, whatever it is. */
  public <T> Optional<T> document(String documentName, Class<T> type) {
    String file = "in-" + documentName + ".yaml";
    return inputs.containsKey(file) ? Optional.of(convert(file, type)) : Optional.empty();
  }

  void assertEverythingWasRead() {
    Set<String> unread = new HashSet<>(inputs.keySet());
    unread.removeAll(read);
    unread.remove(CLOCK);
    if (!unread.isEmpty()) {
      throw new AssertionError(name + ": nobody read " + unread.stream().sorted().toList());
    }
  }

  private <T> T convert(String file, Class<T> type) {
    JsonNode tree = inputs.getOrDefault(file, YamlText.tree(Map.of()));
    T value = YamlText.value(tree, type);
    YamlText.firstLostField(tree, YamlText.tree(value))
        .ifPresent(
            path -> {
              throw new AssertionError(
                  name + "/" + file + ": " + type.getSimpleName() + " has no field " + path);
            });
    read.add(file);
    return value;
  }

  private static boolean isKind(JsonNode tree, Class<? extends HasMetadata> type) {
    return tree.path("kind").asText().equals(HasMetadata.getKind(type))
        && tree.path("apiVersion").asText().equals(HasMetadata.getApiVersion(type));
  }

  private static JsonNode parse(Path file) throws IOException {
    try {
      return YamlText.parse(Files.readString(file));
    } catch (RuntimeException e) {
      throw new AssertionError(file + " is not one YAML document: " + e.getMessage(), e);
    }
  }

  private record ClockInput(String now) {}
}
