package dev.nestling.api.schema;

import static java.util.Objects.requireNonNull;

import java.util.Map;

/** Finds a member of a schema that is plain data. */
final class SchemaPath {
  private SchemaPath() {}

  /**
   * The schema of a member, which can be changed in place.
   *
   * @param path names from the schema's own members inwards, joined with dots
   */
  @SuppressWarnings("unchecked")
  static Map<String, Object> find(Map<String, Object> schema, String path) {
    Map<String, Object> found = schema;
    for (String name : path.split("[.]", -1)) {
      var members = (Map<String, Object>) requireNonNull(found.get("properties"), path);
      found = (Map<String, Object>) requireNonNull(members.get(name), path);
    }
    return found;
  }
}
