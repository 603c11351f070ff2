package dev.nestling.core.references;

import dev.nestling.api.v1alpha1.ManifestSource;
import dev.nestling.core.apply.ObjectStore;
import dev.nestling.core.objects.SecretData;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Reads people's objects by name; a ConfigMap without our labels is in no cache. */
final class UserObjects {
  private UserObjects() {}

  /** Its texts by key, in the order of the keys; empty when there is no such object. */
  static Optional<Map<String, String>> texts(
      ObjectStore store, ManifestSource.Kind kind, String name) {
    return switch (kind) {
      case ConfigMap -> store.findLive(ConfigMap.class, name).map(UserObjects::texts);
      case Secret -> store.findLive(Secret.class, name).map(UserObjects::texts);
    };
  }

  private static Map<String, String> texts(ConfigMap map) {
    return new TreeMap<>(Objects.requireNonNullElse(map.getData(), Map.of()));
  }

  private static Map<String, String> texts(Secret secret) {
    Map<String, String> texts = new TreeMap<>();
    Objects.requireNonNullElse(secret.getData(), Map.<String, String>of())
        .keySet()
        .forEach(key -> texts.put(key, SecretData.text(secret, key).orElse("")));
    return texts;
  }
}
