package dev.nestling.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever installed a release has objects that its definitions let in. Those of today have to know
 * every field and every word of an enumeration that they knew, and may not ask for more.
 */
class FormerReleasesTest {
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");
  private static final Project PROJECT = Checkout.project();

  static Stream<Path> releases() throws IOException {
    try (Stream<Path> found = Files.list(PROJECT.root().resolve("releases"))) {
      return found.filter(Files::isDirectory).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void whatWasValidStaysValid(Path release) throws IOException {
    List<Manifest> definitions =
        SEPARATOR
            .splitAsStream(Files.readString(release.resolve("install.yaml")))
            .map(text -> Manifest.parse(release, text))
            .filter(object -> object.kind().equals("CustomResourceDefinition"))
            .toList();

    assertThat(definitions).isNotEmpty();
    List<String> broken = new ArrayList<>();
    for (Manifest then : definitions) {
      Manifest now =
          PROJECT.ofKind(then.kind()).stream()
              .filter(it -> it.name().equals(then.name()))
              .findFirst()
              .orElseThrow(() -> new AssertionError(then.name() + " is gone"));
      for (JsonNode version : then.object().at("/spec/versions")) {
        String name = version.path("name").asText();
        compare(
            then.name() + " " + name,
            version.at("/schema/openAPIV3Schema"),
            schema(now, name),
            broken);
      }
    }
    assertThat(broken).isEmpty();
  }

  private static JsonNode schema(Manifest definition, String version) {
    for (JsonNode served : definition.object().at("/spec/versions")) {
      if (served.path("name").asText().equals(version) && served.path("served").asBoolean()) {
        return served.at("/schema/openAPIV3Schema");
      }
    }
    throw new AssertionError(definition.name() + " no longer serves " + version);
  }

  private static void compare(String path, JsonNode then, JsonNode now, List<String> broken) {
    if (now.isMissingNode()) {
      broken.add(path + " is gone");
      return;
    }
    if (!then.path("type").equals(now.path("type"))) {
      broken.add(path + " is of another type");
    }
    if (!words(then.path("required")).containsAll(words(now.path("required")))) {
      broken.add(path + " asks for more: " + now.path("required"));
    }
    if (now.has("enum") && !words(now.path("enum")).containsAll(words(then.path("enum")))) {
      broken.add(path + " knows fewer words: " + now.path("enum"));
    }
    if (now.has("enum") && !then.has("enum")) {
      broken.add(path + " took any word");
    }
    then.path("properties")
        .fields()
        .forEachRemaining(
            field ->
                compare(
                    path + "." + field.getKey(),
                    field.getValue(),
                    now.path("properties").path(field.getKey()),
                    broken));
    for (String nested : List.of("items", "additionalProperties")) {
      if (then.path(nested).isObject()) {
        compare(path + "[]", then.path(nested), now.path(nested), broken);
      }
    }
  }

  private static Set<String> words(JsonNode array) {
    Set<String> words = new TreeSet<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }
}
