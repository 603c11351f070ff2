package dev.nestling.testing.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What docs/reference/metrics.md says that there is: in each section a table whose rows begin with
 * the name of a metric and the names of its labels.
 */
public final class MetricsPage {
  private static final String PAGE = "docs/reference/metrics.md";
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z_]+)` \\|([^|]*)\\|", Pattern.MULTILINE);
  private static final Pattern SECTION = Pattern.compile("^## ", Pattern.MULTILINE);
  private static final Pattern LABEL = Pattern.compile("`([a-z_]+)`");

  private final String text;

  private MetricsPage(String text) {
    this.text = text;
  }

  /** The page of the checkout that the current directory belongs to. */
  public static MetricsPage read() {
    Path directory = Path.of("").toAbsolutePath();
    while (directory != null && !Files.exists(directory.resolve(PAGE))) {
      directory = directory.getParent();
    }
    if (directory == null) {
      throw new IllegalStateException("there is no " + PAGE + " above the current directory");
    }
    try {
      return new MetricsPage(Files.readString(directory.resolve(PAGE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of metrics with the names of their labels, of these sections together. */
  public SortedMap<String, SortedSet<String>> sections(String... titles) {
    SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    for (String title : titles) {
      names.putAll(rows(section(title)));
    }
    return names;
  }

  /** Likewise, of the whole page. */
  public SortedMap<String, SortedSet<String>> all() {
    return rows(text);
  }

  private String section(String title) {
    return SECTION
        .splitAsStream(text)
        .filter(section -> section.startsWith(title + "\n"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(PAGE + " has no section " + title));
  }

  private static SortedMap<String, SortedSet<String>> rows(String section) {
    SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    ROW.matcher(section)
        .results()
        .forEach(
            row ->
                names.put(
                    row.group(1),
                    new TreeSet<>(
                        LABEL
                            .matcher(row.group(2))
                            .results()
                            .map((MatchResult label) -> label.group(1))
                            .toList())));
    return names;
  }
}
