package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The way to one field, in the elements of managedFields: {@code f:<field>}, {@code k:<keys as
 * JSON>}, {@code v:<value as JSON>}.
 */
record FieldPath(List<String> elements) {
  static final FieldPath ROOT = new FieldPath(List.of());

  FieldPath field(String name) {
    return plus("f:" + name);
  }

  FieldPath item(JsonNode key) {
    return plus("k:" + key);
  }

  FieldPath value(JsonNode value) {
    return plus("v:" + value);
  }

  FieldPath plus(String element) {
    List<String> more = new ArrayList<>(elements);
    more.add(element);
    return new FieldPath(List.copyOf(more));
  }

  FieldPath parent() {
    return new FieldPath(elements.subList(0, elements.size() - 1));
  }

  String last() {
    return elements.getLast();
  }

  boolean isListItem() {
    return !last().startsWith("f:");
  }

  boolean isBelow(FieldPath other) {
    return elements.size() > other.elements.size()
        && elements.subList(0, other.elements.size()).equals(other.elements);
  }

  /** The names of the fields on the way, list items leaving no trace. */
  List<String> fieldNames() {
    return elements.stream()
        .filter(element -> element.startsWith("f:"))
        .map(element -> element.substring(2))
        .toList();
  }

  @Override
  public String toString() {
    return elements.stream()
        .map(e -> e.startsWith("f:") ? "." + e.substring(2) : "[" + e.substring(2) + "]")
        .collect(Collectors.joining());
  }
}
