package dev.nestling.testing.metrics;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a registry serves, in Prometheus' text format: a line for each series. */
public final class Exposition {
  private static final Pattern LINE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? +(\\S+)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line. */
  public record Series(String name, Map<String, String> labels, double value) {}

  private Exposition() {}

  /** All series of a scrape. */
  public static List<Series> parse(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(Exposition::series)
        .toList();
  }

  /** The names of the series that begin so, with the names of their labels. */
  public static SortedMap<String, SortedSet<String>> names(String text, String prefix) {
    SortedMap<String, SortedSet<String>> names = new TreeMap<>();
    parse(text).stream()
        .filter(series -> series.name().startsWith(prefix))
        .forEach(
            series ->
                names
                    .computeIfAbsent(series.name(), any -> new TreeSet<>())
                    .addAll(series.labels().keySet()));
    return names;
  }

  private static Series series(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a series: " + line);
    }
    String labels = matcher.group(2) == null ? "" : matcher.group(2);
    return new Series(
        matcher.group(1),
        LABEL
            .matcher(labels)
            .results()
            .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2))),
        Double.parseDouble(matcher.group(3).replace("+Inf", "Infinity")));
  }
}
