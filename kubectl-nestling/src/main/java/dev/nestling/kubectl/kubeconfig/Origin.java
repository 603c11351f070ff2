package dev.nestling.kubectl.kubeconfig;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which cluster an entry of a kubeconfig was merged from. It is kept in the entry itself, as the
 * extension {@value #EXTENSION}, where kubectl leaves it alone.
 *
 * @param management URL of the management cluster's API
 * @param namespace of the cluster
 * @param name of the cluster
 */
public record Origin(String management, String namespace, String name) {
  static final String EXTENSION = "nestling.dev";

  /** The value of the key {@code extensions}. */
  List<Map<String, Object>> extensions() {
    Map<String, Object> self = new LinkedHashMap<>();
    self.put("management", management);
    self.put("namespace", namespace);
    self.put("name", name);
    Map<String, Object> named = new LinkedHashMap<>();
    named.put("extension", self);
    named.put("name", EXTENSION);
    return List.of(named);
  }

  /**
   * @param body of an entry, such as the value of {@code cluster}
   */
  static Optional<Origin> of(Object body) {
    if (body instanceof Map<?, ?> map && map.get("extensions") instanceof List<?> extensions) {
      for (Object extension : extensions) {
        if (extension instanceof Map<?, ?> named
            && EXTENSION.equals(named.get("name"))
            && named.get("extension") instanceof Map<?, ?> self
            && self.get("management") instanceof String management
            && self.get("namespace") instanceof String namespace
            && self.get("name") instanceof String name) {
          return Optional.of(new Origin(management, namespace, name));
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return "%s/%s of %s".formatted(namespace, name, management);
  }
}
