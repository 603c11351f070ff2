package dev.nestling.test.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a schema.
 *
 * @param place the beginning of a refusal's line: the field that the rule is on
 * @param words the end of that line; a computed part is anything
 */
public record Rule(Pattern place, Pattern words) {

  /** All rules of a definition's versions. */
  public static List<Rule> of(Map<String, Object> definition) {
    var found = new ArrayList<Rule>();
    for (Object version : list(map(definition.get("spec")).get("versions"))) {
      Object schema = map(map(version).get("schema")).get("openAPIV3Schema");
      collect(map(schema), "", found);
    }
    return found;
  }

  /** Whether a refusal's line is this rule's. */
  public boolean refuses(String line) {
    return place.matcher(line).find() && words.matcher(line).find();
  }

  /** The names of the fields below one of the topmost. */
  public static Set<String> fields(Map<String, Object> definition, String top) {
    Set<String> names = new TreeSet<>();
    for (Object version : list(map(definition.get("spec")).get("versions"))) {
      Map<?, ?> schema = map(map(map(version).get("schema")).get("openAPIV3Schema"));
      map(map(map(schema.get("properties")).get(top)).get("properties"))
          .keySet()
          .forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  private static void collect(Map<?, ?> schema, String place, List<Rule> found) {
    if (schema.isEmpty()) {
      return;
    }
    for (Object rule : list(schema.get("x-kubernetes-validations"))) {
      found.add(new Rule(Pattern.compile("^" + place), words(map(rule))));
    }
    map(schema.get("properties"))
        .forEach(
            (name, below) ->
                collect(
                    map(below),
                    place + (place.isEmpty() ? "" : "\\.") + Pattern.quote(String.valueOf(name)),
                    found));
    collect(map(schema.get("items")), place + "\\[\\d+\\]", found);
    collect(map(schema.get("additionalProperties")), place + "\\W.*", found);
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static Pattern words(Map<?, ?> rule) {
    if (rule.get("messageExpression") instanceof String expression) {
      String[] parts = expression.substring(1, expression.length() - 1).split("' [+].*[+] '", -1);
      return Pattern.compile(
          String.join(".+", Stream.of(parts).map(Pattern::quote).toList()) + "$");
    }
    return Pattern.compile(": " + Pattern.quote(Objects.toString(rule.get("message"))) + "$");
  }
}
