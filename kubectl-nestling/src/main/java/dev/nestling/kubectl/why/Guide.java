package dev.nestling.kubectl.why;

import dev.nestling.kubectl.picture.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final String HEADING = "reason";
  private static final String POOLS = "Node pools";
  private static final Pattern BETWEEN_CELLS = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern SCOPED = Pattern.compile("(.*`)\\s+(of\\s.*)");
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

    /** How well it suits a condition of an object; the more, the better. */
    private int fit(String type, Kind kind) {
      boolean pool = kind == Kind.NODE_POOL;
      if (scope.isEmpty()) {
        return pool == section.startsWith(POOLS) ? 2 : 1;
      }
      return scope.contains("`" + type + "`") || (pool && scope.contains("NodePool")) ? 3 : 0;
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
    Optional<String> table = Optional.empty();
    for (String line : markdown.lines().toList()) {
      if (line.startsWith("## ")) {
        section = line.substring("## ".length());
      } else if (!line.startsWith("|")) {
        table = Optional.empty();
      } else if (table.isEmpty()) {
        table = Optional.of(cells(line).getFirst());
      } else if (table.get().startsWith(HEADING) && !line.startsWith("|-")) {
        String scope = table.get().substring(HEADING.length()).strip();
        rows.add(row(cells(line), scope, section, rows));
      }
    }
    return new Guide(List.copyOf(rows));
  }

  private static Row row(List<String> cells, String scope, String section, List<Row> before) {
    Matcher scoped = SCOPED.matcher(cells.getFirst());
    boolean own = scoped.matches();
    String reasons = own ? scoped.group(1) : cells.getFirst();
    String action = cells.size() > 2 ? plain(cells.get(2)) : "wait";
    if (action.startsWith(AS_ABOVE) && !before.isEmpty()) {
      action = before.getLast().action;
    }
    if (action.equals(BELOW)) {
      action = "docs/guides/troubleshooting.md has a chapter about it";
    }
    return new Row(
        CODE.matcher(reasons).results().map(found -> found.group(1)).toList(),
        own ? scoped.group(2) : scope,
        section,
        plain(cells.get(1)),
        action);
  }

  private static List<String> cells(String line) {
    return Arrays.stream(BETWEEN_CELLS.split(line.strip())).skip(1).map(String::strip).toList();
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
