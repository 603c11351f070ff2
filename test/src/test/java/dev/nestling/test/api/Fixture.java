package dev.nestling.test.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A YAML file with one object to create, or two: one to create and one to replace it with. Its
 * leading comment lines say which refusal is expected, one line per cause.
 */
public record Fixture(String name, List<String> refusals, List<String> documents) {

  /** The fixtures of a folder beneath {@code /api}, by name. */
  public static List<Fixture> in(String folder) {
    try {
      var url = Objects.requireNonNull(Fixture.class.getResource("/api/" + folder), folder);
      try (var files = Files.list(Path.of(url.toURI()))) {
        return files.sorted().map(Fixture::read).toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Fixture read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file);
      List<String> comments = lines.stream().takeWhile(line -> line.startsWith("# ")).toList();
      String body = String.join("\n", lines.subList(comments.size(), lines.size()));
      return new Fixture(
          Objects.toString(file.getFileName()),
          comments.stream().map(line -> line.substring(2)).toList(),
          Arrays.stream(body.split("^---$|\n---\n", -1)).filter(text -> !text.isBlank()).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
