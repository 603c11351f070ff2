package dev.nestling.kubectl.why;

import dev.nestling.kubectl.picture.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of docs/guides/troubleshooting.md, which is part of this program as it is: what a
 * reason means, and what to do.
 *
 * @param rows in the guide's order
 */
public record Guide(List<Row> rows) {
  private static final String RESOURCE = "troubleshooting.md";
  private static final Pattern CELLS = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern CODE = Pattern.compile("`([A-Z][A-Za-z0-9]*)`");
  private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");
  private static final String AS_ABOVE = "the same";
  private static final String BELOW = "below";

  /**
   * What the guide says of some reasons.
   *
   * @param reasons such as {@code NoRoom}
   * @param scope what stands behind them, such as {@code of a NodePool}; mostly empty
   * @param section its heading
   */
  public record Row(
      List<String> reasons, String scope, String section, String meaning, String action) {

    private int fit(String type, Kind kind) {
      boolean pool = kind == Kind.NODE_POOL;
      if (scope.contains(type)) {
        return 3;
      }
      if (scope.contains("NodePool")) {
        return pool ? 3 : 0;
      }
      return pool == section.startsWith("Node pools") ? 2 : 1;
    }
  }

  /** The guide that this program was built with. */
  public static Guide load() {
    try (InputStream stream = Guide.class.getResourceAsStream(RESOURCE)) {
      if (stream == null) {
        throw new IllegalStateException("the guide was left out of the build");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Guide parse(String markdown) {
    List<Row> rows = new ArrayList<>();
    String section = "";
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("## ")) {
        section = line.substring("## ".length());
      }
      if (line.startsWith("| `")) {
        Optional<Row> before = rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast());
        row(line, section, before).ifPresent(rows::add);
      }
    }
    return new Guide(List.copyOf(rows));
  }

  private static Optional<Row> row(String line, String section, Optional<Row> before) {
    String[] cells = CELLS.split(line.strip());
    List<String> reasons = CODE.matcher(cells[1]).results().map(found -> found.group(1)).toList();
    String scope = "";
    Matcher of = Pattern.compile("\\s+of\\s+(.*)$").matcher(cells[1].strip());
    if (of.find()) {
      scope = plain(of.group(1));
      reasons =
          CODE.matcher(cells[1].strip().substring(0, of.start()))
              .results()
              .map(found -> found.group(1))
              .toList();
    }
    if (reasons.isEmpty()) {
      return Optional.empty();
    }
    String meaning = plain(cells[2]);
    String action = cells.length > 3 ? plain(cells[3]) : "wait";
    if (action.startsWith(AS_ABOVE)) {
      action = before.map(Row::action).orElse(action);
    }
    if (action.equals(BELOW)) {
      action = "see the chapters of docs/guides/troubleshooting.md about it";
    }
    return Optional.of(new Row(reasons, scope, section, meaning, action));
  }

  /**
   * What to do about a reason.
   *
   * @param type of the condition that has it, which decides where a reason has several rows
   */
  public Optional<Row> row(String reason, String type, Kind kind) {
    return rows.stream()
        .filter(row -> row.reasons.contains(reason))
        .max(Comparator.comparingInt(row -> row.fit(type, kind)));
  }

  /** Whether there is anything about a reason at all. */
  public boolean knows(String reason) {
    return rows.stream().anyMatch(row -> row.reasons.contains(reason));
  }

  private static String plain(String cell) {
    return LINK.matcher(cell).replaceAll("$1").replace("\\|", "|").strip();
  }
}
