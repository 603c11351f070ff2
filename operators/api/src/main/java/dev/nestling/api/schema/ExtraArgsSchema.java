package dev.nestling.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds a list of flags and refuses those that are not the user's to set, or that have a field of
 * their own. The input is {@link Flags} as YAML.
 */
public final class ExtraArgsSchema implements SchemaCustomizer.Customizer {
  private static final int MOST_FLAGS = 64;

  /**
   * One program's flags.
   *
   * @param path of the list from the customized type
   * @param field the list's name in messages: its path from the spec
   * @param setBy who sets the refused flags, such as "the server"
   * @param owned the refused flags, as a CEL list
   * @param typed the fields to set instead of other flags, as a CEL map
   */
  record Flags(String path, String field, String setBy, String owned, String typed) {}

  @Override
  @SuppressWarnings("unchecked")
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    Flags flags = serialization.unmarshal("---\n" + input, Flags.class);
    Map<String, Object> generated = serialization.convertValue(schema, Map.class);
    Map<String, Object> list = SchemaPath.find(generated, flags.path());
    list.put("maxItems", MOST_FLAGS);
    list.put("x-kubernetes-list-type", "atomic");
    var items = new LinkedHashMap<>((Map<String, Object>) list.get("items"));
    var rules = new ArrayList<Object>((List<?>) items.get("x-kubernetes-validations"));
    rules.add(refusal(flags));
    rules.add(fieldInstead(flags));
    items.put("x-kubernetes-validations", rules);
    list.put("items", items);
    return serialization.convertValue(generated, JSONSchemaProps.class);
  }

  private static Map<String, Object> refusal(Flags flags) {
    return Map.of(
        "rule",
        "!(self.name in " + flags.owned() + ")",
        "reason",
        "FieldValueForbidden",
        "fieldPath",
        ".name",
        "message",
        "%s must not set a flag that %s sets itself".formatted(flags.field(), flags.setBy()),
        "messageExpression",
        "'%s must not set ' + self.name + ': %s sets it itself'"
            .formatted(flags.field(), flags.setBy()));
  }

  private static Map<String, Object> fieldInstead(Flags flags) {
    return Map.of(
        "rule",
        "!(self.name in " + flags.typed() + ")",
        "reason",
        "FieldValueForbidden",
        "fieldPath",
        ".name",
        "message",
        "%s must not set a flag that has a field of its own".formatted(flags.field()),
        "messageExpression",
        "'%s must not set ' + self.name + ': set ' + %s[self.name] + ' instead'"
            .formatted(flags.field(), flags.typed()));
  }
}
