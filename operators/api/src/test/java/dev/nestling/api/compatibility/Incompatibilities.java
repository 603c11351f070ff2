package dev.nestling.api.compatibility;

import dev.nestling.api.generated.SchemaNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What in a newer schema would refuse or lose an object that an older one took: a field or enum
 * value that is gone, another type, a new required field, a tighter bound. New CEL rules are not
 * judged: the server lets unchanged values pass them.
 */
final class Incompatibilities {
  private static final List<String> UPPER_BOUNDS =
      List.of("maxLength", "maxItems", "maxProperties", "maximum");
  private static final List<String> LOWER_BOUNDS =
      List.of("minLength", "minItems", "minProperties", "minimum");
  private static final List<String> FIXED =
      List.of(
          "type",
          "format",
          "pattern",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "default");

  private final List<String> found = new ArrayList<>();

  private Incompatibilities() {}

  /** One sentence per incompatibility, in the order of the fields; empty when there is none. */
  static List<String> between(SchemaNode released, SchemaNode current) {
    var comparison = new Incompatibilities();
    comparison.compare("", released, current);
    return comparison.found;
  }

  private void compare(String path, SchemaNode released, SchemaNode current) {
    FIXED.forEach(keyword -> unchanged(path, keyword, released, current));
    UPPER_BOUNDS.forEach(
        keyword -> {
          double unbounded = Double.POSITIVE_INFINITY;
          if (number(current, keyword, unbounded) < number(released, keyword, unbounded)) {
            tighter(path, keyword, current);
          }
        });
    LOWER_BOUNDS.forEach(
        keyword -> {
          double unbounded = Double.NEGATIVE_INFINITY;
          if (number(current, keyword, unbounded) > number(released, keyword, unbounded)) {
            tighter(path, keyword, current);
          }
        });
    enumValues(path, released, current);
    current.list("required").stream()
        .filter(name -> !released.list("required").contains(name))
        .filter(name -> released.properties().containsKey(name) || !hasDefault(current, name))
        .forEach(name -> found.add(path + "." + name + " is required now"));
    released
        .properties()
        .forEach(
            (name, member) ->
                nested(
                    path + "." + name,
                    member,
                    Optional.ofNullable(current.properties().get(name))));
    released.items().ifPresent(items -> nested(path + "[]", items, current.items()));
    released.values().ifPresent(values -> nested(path + "{}", values, current.values()));
  }

  private void nested(String path, SchemaNode released, Optional<SchemaNode> current) {
    current.ifPresentOrElse(
        node -> compare(path, released, node), () -> found.add(path + " is gone"));
  }

  private void unchanged(String path, String keyword, SchemaNode released, SchemaNode current) {
    String before = released.text(keyword);
    String now = current.text(keyword);
    if (!before.equals(now)) {
      found.add("%s: %s was '%s' and is '%s' now".formatted(path, keyword, before, now));
    }
  }

  private void tighter(String path, String keyword, SchemaNode current) {
    found.add("%s: %s is tighter now: %s".formatted(path, keyword, current.text(keyword)));
  }

  private void enumValues(String path, SchemaNode released, SchemaNode current) {
    if (current.list("enum").isEmpty()) {
      return;
    }
    if (released.list("enum").isEmpty()) {
      found.add(path + " takes only listed values now");
    }
    released.list("enum").stream()
        .filter(value -> !current.list("enum").contains(value))
        .forEach(value -> found.add(path + ": value " + value + " is gone"));
  }

  private static boolean hasDefault(SchemaNode owner, String name) {
    return owner.properties().containsKey(name)
        && owner.property(name).keyword("default").isPresent();
  }

  private static double number(SchemaNode node, String keyword, double otherwise) {
    return node.keyword(keyword).map(value -> ((Number) value).doubleValue()).orElse(otherwise);
  }
}
