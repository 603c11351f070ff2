package dev.nestling.test.bench;

import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Markdown table in test/target/bench, with the machine's load when it was begun and ended. */
final class Table {
  private final String name;
  private final List<String> lines = new ArrayList<>();
  private final String loadBefore = load();

  Table(String name, String... columns) {
    this.name = name;
    lines.add("| " + String.join(" | ", columns) + " |");
    lines.add("|" + " --- |".repeat(columns.length));
  }

  void row(String... cells) {
    lines.add("| " + String.join(" | ", cells) + " |");
  }

  /** Writes the file and prints it. */
  void write() {
    try {
      Path directory =
          Files.createDirectories(Repository.find().root().resolve("test/target/bench"));
      List<String> text =
          Stream.concat(
                  lines.stream(),
                  Stream.of("", "Load of the machine: " + loadBefore + " → " + load()))
              .toList();
      Files.write(directory.resolve(name + ".md"), text);
      text.forEach(System.out::println);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The kernel's averages over one, five and fifteen minutes. */
  private static String load() {
    try {
      String[] words = Files.readString(Path.of("/proc/loadavg")).split(" ");
      return words[0] + " " + words[1] + " " + words[2];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
