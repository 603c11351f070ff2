package dev.nestling.api.v1alpha1;

import dev.nestling.api.generated.SchemaNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an API server stores: the object with the schema's defaults filled in, outside in. */
final class StoredObject {
  private StoredObject() {}

  /** A copy of an object with the defaults of its schema. */
  static Map<String, Object> withDefaults(Map<?, ?> object, SchemaNode schema) {
    var result = new LinkedHashMap<String, Object>();
    object.forEach((key, value) -> result.put((String) key, value));
    schema
        .properties()
        .forEach(
            (name, member) -> {
              member.keyword("default").ifPresent(value -> result.putIfAbsent(name, value));
              if (result.get(name) instanceof Map<?, ?> nested) {
                result.put(name, withDefaults(nested, member));
              }
            });
    return result;
  }
}
