package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label selectors, equality- and set-based, and field selectors. */
final class Selectors {
  private static final Pattern SET =
      Pattern.compile("\\s*(\\S+)\\s+(in|notin)\\s+\\(([^)]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*([^=!\\s]+)\\s*(==|=|!=)\\s*(\\S*)\\s*");
  private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*([^=!\\s]+)\\s*");

  private Selectors() {}

  static Predicate<JsonNode> of(ResourcePath path) {
    Predicate<JsonNode> labels =
        all(path.query().getOrDefault("labelSelector", ""), Selectors::labelRequirement);
    return labels.and(
        all(path.query().getOrDefault("fieldSelector", ""), Selectors::fieldRequirement));
  }

  private static Predicate<JsonNode> all(
      String selector, Function<String, Predicate<JsonNode>> requirement) {
    Predicate<JsonNode> all = object -> true;
    for (String part : selector.split(",(?![^(]*\\))")) {
      if (!part.isBlank()) {
        all = all.and(requirement.apply(part));
      }
    }
    return all;
  }

  private static Predicate<JsonNode> labelRequirement(String text) {
    Matcher set = SET.matcher(text);
    if (set.matches()) {
      List<String> values = Arrays.stream(set.group(3).split(",")).map(String::trim).toList();
      boolean in = set.group(2).equals("in");
      String key = set.group(1);
      return object -> (has(object, key) && values.contains(label(object, key).asText())) == in;
    }
    Matcher equality = EQUALITY.matcher(text);
    if (equality.matches()) {
      boolean wanted = !equality.group(2).equals("!=");
      return object ->
          (has(object, equality.group(1))
                  && label(object, equality.group(1)).asText().equals(equality.group(3)))
              == wanted;
    }
    Matcher existence = EXISTENCE.matcher(text);
    if (existence.matches()) {
      boolean wanted = existence.group(1).isEmpty();
      return object -> has(object, existence.group(2)) == wanted;
    }
    throw ApiFailure.badRequest("unable to parse requirement: " + text);
  }

  private static Predicate<JsonNode> fieldRequirement(String text) {
    Matcher equality = EQUALITY.matcher(text);
    if (!equality.matches()) {
      throw ApiFailure.badRequest("invalid field selector: " + text);
    }
    String pointer = "/" + equality.group(1).replace('.', '/');
    boolean wanted = !equality.group(2).equals("!=");
    return object -> object.at(pointer).asText().equals(equality.group(3)) == wanted;
  }

  private static JsonNode label(JsonNode object, String key) {
    return object.path("metadata").path("labels").path(key);
  }

  private static boolean has(JsonNode object, String key) {
    return !label(object, key).isMissingNode();
  }
}
