package dev.nestling.api.schema;

import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Merges a piece of schema, written as YAML beside the type, into the generated one: for what no
 * annotation says, such as list types and the bounds of list items. Objects are merged and lists
 * joined at every depth; the generator's own merge replaces what is nested.
 */
public final class SchemaPatch implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    // Without the document mark a text that starts with a brace would be read as strict JSON.
    Map<?, ?> patch = serialization.unmarshal("---\n" + input, Map.class);
    Map<?, ?> generated = serialization.convertValue(schema, Map.class);
    return serialization.convertValue(merged(generated, patch), JSONSchemaProps.class);
  }

  private static Map<Object, Object> merged(Map<?, ?> base, Map<?, ?> patch) {
    Map<Object, Object> result = new LinkedHashMap<>(base);
    patch.forEach((key, value) -> result.merge(key, value, SchemaPatch::merge));
    return result;
  }

  private static Object merge(Object base, Object patch) {
    if (base instanceof Map<?, ?> members && patch instanceof Map<?, ?> more) {
      return merged(members, more);
    }
    if (base instanceof List<?> elements && patch instanceof List<?> more) {
      return Stream.concat(elements.stream(), more.stream()).toList();
    }
    return patch;
  }
}
