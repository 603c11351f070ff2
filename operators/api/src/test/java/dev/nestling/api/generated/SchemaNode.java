package dev.nestling.api.generated;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One object of a CRD's schema, read as plain data so that nothing of it is lost. */
public record SchemaNode(Map<String, Object> data) {

  /** The schema of the one version of a CRD. */
  @SuppressWarnings("unchecked")
  public static SchemaNode ofCrd(Map<String, Object> crd) {
    var spec = (Map<String, Object>) required(crd, "spec");
    var version = ((List<Map<String, Object>>) required(spec, "versions")).getFirst();
    var schema = (Map<String, Object>) required(version, "schema");
    return new SchemaNode((Map<String, Object>) required(schema, "openAPIV3Schema"));
  }

  /** The schema of each version of a CRD that is served, by the version's name. */
  @SuppressWarnings("unchecked")
  public static Map<String, SchemaNode> servedBy(Map<String, Object> crd) {
    var spec = (Map<String, Object>) required(crd, "spec");
    var served = new TreeMap<String, SchemaNode>();
    for (var version : (List<Map<String, Object>>) required(spec, "versions")) {
      if (Boolean.TRUE.equals(version.get("served"))) {
        var schema = (Map<String, Object>) required(version, "schema");
        served.put(
            (String) required(version, "name"),
            new SchemaNode((Map<String, Object>) required(schema, "openAPIV3Schema")));
      }
    }
    return served;
  }

  /** Members of an object by name, sorted; empty for anything else. */
  @SuppressWarnings("unchecked")
  public Map<String, SchemaNode> properties() {
    var result = new TreeMap<String, SchemaNode>();
    var properties = (Map<String, Map<String, Object>>) data.getOrDefault("properties", Map.of());
    properties.forEach((name, value) -> result.put(name, new SchemaNode(value)));
    return result;
  }

  /** A member that must be there. */
  public SchemaNode property(String name) {
    return Optional.ofNullable(properties().get(name)).orElseThrow();
  }

  /** The schema of a list's items. */
  public Optional<SchemaNode> items() {
    return nested("items");
  }

  /** The schema of a map's values. */
  public Optional<SchemaNode> values() {
    return nested("additionalProperties");
  }

  /** A keyword's value. */
  public Optional<Object> keyword(String name) {
    return Optional.ofNullable(data.get(name));
  }

  /** A keyword's value as text, empty when it is not there. */
  public String text(String name) {
    return keyword(name).map(String::valueOf).orElse("");
  }

  /** A keyword's list, empty when it is not there. */
  public List<String> list(String name) {
    return ((List<?>) data.getOrDefault(name, List.of())).stream().map(String::valueOf).toList();
  }

  /** The CEL rules of this node. */
  @SuppressWarnings("unchecked")
  public List<Map<String, String>> rules() {
    return (List<Map<String, String>>) data.getOrDefault("x-kubernetes-validations", List.of());
  }

  @SuppressWarnings("unchecked")
  private Optional<SchemaNode> nested(String keyword) {
    return keyword(keyword).map(value -> new SchemaNode((Map<String, Object>) value));
  }

  private static Object required(Map<String, Object> map, String key) {
    return Optional.ofNullable(map.get(key))
        .orElseThrow(() -> new IllegalArgumentException("no " + key + " in the CRD"));
  }
}
