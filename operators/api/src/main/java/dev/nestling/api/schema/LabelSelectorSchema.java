package dev.nestling.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes a label selector what the API server takes for one: a selector that it refuses would be
 * found out only by who uses it. The input is {@link Selector} as YAML.
 */
public final class LabelSelectorSchema implements SchemaCustomizer.Customizer {
  private static final String VALUE = "^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$";
  private static final String KEY =
      "^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$";
  private static final int MOST = 32;

  /**
   * A selector.
   *
   * @param path of the selector from the customized type
   * @param field its name in messages: its path from the spec
   * @param of what it selects, such as "a node"
   */
  record Selector(String path, String field, String of) {}

  @Override
  @SuppressWarnings("unchecked")
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Selector selector = serialization.unmarshal("---\n" + input, Selector.class);
    Map<String, Object> generated = serialization.convertValue(schema, Map.class);
    Map<String, Object> found = SchemaPath.find(generated, selector.path());
    found.put("x-kubernetes-map-type", "atomic");
    found.put("properties", members(selector));
    found.put("x-kubernetes-validations", List.of(keys(selector), values(selector)));
    return serialization.convertValue(generated, JSONSchemaProps.class);
  }

  private static Map<String, Object> members(Selector selector) {
    Map<String, Object> value = Map.of("type", "string", "maxLength", 63, "pattern", VALUE);
    return sorted(
        "matchLabels",
        Map.of(
            "type",
            "object",
            "description",
            "Labels that " + selector.of() + " must have. At most " + MOST + ".",
            "maxProperties",
            MOST,
            "additionalProperties",
            value),
        "matchExpressions",
        Map.of(
            "type",
            "array",
            "description",
            "Rules that the labels of " + selector.of() + " must meet. At most " + MOST + ".",
            "maxItems",
            MOST,
            "x-kubernetes-list-type",
            "atomic",
            "items",
            Map.of(
                "type",
                "object",
                "required",
                List.of("key", "operator"),
                "properties",
                sorted(
                    "key",
                    Map.of(
                        "type",
                        "string",
                        "description",
                        "The label.",
                        "maxLength",
                        317,
                        "pattern",
                        KEY),
                    "operator",
                    Map.of(
                        "type",
                        "string",
                        "description",
                        "In, NotIn, Exists or DoesNotExist.",
                        "enum",
                        List.of("In", "NotIn", "Exists", "DoesNotExist")),
                    "values",
                    Map.of(
                        "type",
                        "array",
                        "description",
                        "For In and NotIn. At most 64.",
                        "maxItems",
                        64,
                        "x-kubernetes-list-type",
                        "atomic",
                        "items",
                        value)))));
  }

  /** The generated file has its members in this order. */
  private static Map<String, Object> sorted(Object... namesAndMembers) {
    Map<String, Object> sorted = new TreeMap<>();
    for (int at = 0; at < namesAndMembers.length; at += 2) {
      sorted.put((String) namesAndMembers[at], namesAndMembers[at + 1]);
    }
    return sorted;
  }

  private static Map<String, Object> keys(Selector selector) {
    return rule(
        "!has(self.matchLabels) || self.matchLabels.all(k, k.size() <= 317 && k.matches('"
            + KEY
            + "'))",
        selector.field()
            + ".matchLabels must have keys of labels, such as example.com/role: an optional DNS"
            + " name and a slash, then up to 63 letters, digits, dashes, underscores and dots",
        ".matchLabels");
  }

  private static Map<String, Object> values(Selector selector) {
    return rule(
        "!has(self.matchExpressions) || self.matchExpressions.all(e,"
            + " (e.operator in ['In', 'NotIn']) == (has(e.values) && e.values.size() > 0))",
        selector.field()
            + ".matchExpressions: In and NotIn need values, Exists and DoesNotExist must have none",
        ".matchExpressions");
  }

  private static Map<String, Object> rule(String rule, String message, String fieldPath) {
    return Map.of("rule", rule, "message", message, "fieldPath", fieldPath);
  }
}
