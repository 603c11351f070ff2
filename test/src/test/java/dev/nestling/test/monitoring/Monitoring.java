package dev.nestling.test.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is in config/monitoring. */
final class Monitoring {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path ROOT = Repository.find().root();
  private static final Path FOLDER = ROOT.resolve("config/monitoring");

  private Monitoring() {}

  /**
   * One alert.
   *
   * @param expression in PromQL
   */
  record Alert(String name, String expression, JsonNode labels, JsonNode annotations) {}

  static List<Alert> alerts() {
    return ruleGroups().stream()
        .flatMap(group -> group.path("rules").valueStream())
        .map(
            rule ->
                new Alert(
                    rule.path("alert").asText(),
                    rule.path("expr").asText(),
                    rule.path("labels"),
                    rule.path("annotations")))
        .toList();
  }

  /** Of all objects with rules. */
  private static List<JsonNode> ruleGroups() {
    return yaml(file("rules.yaml")).stream()
        .flatMap(object -> object.path("spec").path("groups").valueStream())
        .toList();
  }

  /** Puts the rules into a folder as promtool takes them; the tests of them beside are returned. */
  static List<Path> unpack(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("rules.yaml"), YAML.writeValueAsString(Map.of("groups", ruleGroups())));
    List<Path> copies = new ArrayList<>();
    for (Path test : tests()) {
      copies.add(Files.copy(test, folder.resolve(test.getFileName())));
    }
    return copies;
  }

  static List<Path> tests() {
    try (Stream<Path> files = Files.list(file("tests"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode dashboard() {
    return yaml(file("dashboards/nestling.json")).getFirst();
  }

  static Path file(String name) {
    return FOLDER.resolve(name);
  }

  static Path root() {
    return ROOT;
  }

  /** The documents of a file, which may be JSON. */
  static List<JsonNode> yaml(Path file) {
    try (var values = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return values.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
