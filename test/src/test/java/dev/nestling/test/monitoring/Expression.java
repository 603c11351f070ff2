package dev.nestling.test.monitoring;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an expression in PromQL names. It is no parser: promtool has looked at the rules already.
 *
 * @param metrics that it asks for
 * @param labels that it selects, groups or matches by
 */
record Expression(Set<String> metrics, Set<String> labels) {
  private static final String NAME = "[a-zA-Z_][a-zA-Z0-9_]*";
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
  private static final Pattern SELECTED = Pattern.compile("(" + NAME + ")\\s*(?:=~|!~|!=|=)");
  private static final Pattern BRACES = Pattern.compile("\\{[^}]*}");
  private static final Pattern GROUPED =
      Pattern.compile("\\b(?:by|on|without|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern WORD = Pattern.compile("\\b" + NAME + "\\b(?!\\s*\\()");
  private static final Pattern WORD_ALONE = Pattern.compile(NAME);
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "by", "on", "sum", "max", "min", "count", "offset");

  static Expression of(String promql) {
    String bare = RANGE.matcher(TEXT.matcher(promql).replaceAll("")).replaceAll("");
    Set<String> labels =
        BRACES
            .matcher(bare)
            .results()
            .flatMap(braces -> SELECTED.matcher(braces.group()).results())
            .map(found -> found.group(1))
            .collect(Collectors.toSet());
    String without = BRACES.matcher(bare).replaceAll("");
    GROUPED
        .matcher(without)
        .results()
        .flatMap(found -> WORD_ALONE.matcher(found.group(1)).results())
        .forEach(found -> labels.add(found.group()));
    Matcher words = WORD.matcher(GROUPED.matcher(without).replaceAll(""));
    return new Expression(
        words
            .results()
            .map(found -> found.group())
            .filter(word -> !KEYWORDS.contains(word))
            .collect(Collectors.toSet()),
        labels);
  }
}
