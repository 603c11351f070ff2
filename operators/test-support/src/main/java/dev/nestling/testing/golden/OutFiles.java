package dev.nestling.testing.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.util.diff.DiffUtils;
import org.jspecify.annotations.Nullable;

/** The {@code out-*.yaml} files of one scenario. */
final class OutFiles {
  private static final int CONTEXT_LINES = 3;

  private final Path folder;

  OutFiles(Path folder) {
    this.folder = folder;
  }

  static boolean isOutFile(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith("out-") && name.endsWith(".yaml");
  }

  /** All differences at once: a changed label is then one look, not one run per file. */
  void assertEqualTo(Map<String, String> documents) throws IOException {
    Map<String, String> expected = read();
    Map<String, String> actual = new TreeMap<>();
    documents.forEach((name, text) -> actual.put("out-" + name + ".yaml", text));
    List<String> report = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(actual.keySet());
    for (String name : names) {
      report.addAll(difference(name, expected.get(name), actual.get(name)));
    }
    if (!report.isEmpty()) {
      report.addFirst(folder + " differs (if that is right: -Dgolden.update=true)");
      throw new AssertionError(String.join("\n", report));
    }
  }

  void rewrite(Map<String, String> documents) throws IOException {
    for (String stale : read().keySet()) {
      Files.delete(folder.resolve(stale));
    }
    for (var document : documents.entrySet()) {
      Files.writeString(folder.resolve("out-" + document.getKey() + ".yaml"), document.getValue());
    }
  }

  private static List<String> difference(
      String name, @Nullable String expected, @Nullable String actual) {
    if (expected == null) {
      return List.of("+++ " + name + " was not expected:", String.valueOf(actual));
    }
    if (actual == null) {
      return List.of("--- " + name + " was expected, but nothing wrote it");
    }
    List<String> before = expected.lines().toList();
    var patch = DiffUtils.diff(before, actual.lines().toList());
    return DiffUtils.generateUnifiedDiff(
        name + " (expected)", name + " (actual)", before, patch, CONTEXT_LINES);
  }

  private Map<String, String> read() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(OutFiles::isOutFile).toList()) {
        texts.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
    }
    return texts;
  }
}
