package dev.nestling.core.plan;

import java.util.List;
import java.util.Map;

/**
 * Where images come from; no image is a constant of the code.
 *
 * @param registry the prefix of every image without an override, such as {@code ghcr.io/nestling}
 * @param overrides whole image references by the last part of an image's name, for mirrors and
 *     pinned digests
 * @param pullSecrets names of Secrets in a cluster's own namespace that its pods pull with;
 *     kubelets pass over one that is not there
 */
public record ImageSettings(
    String registry, Map<String, String> overrides, List<String> pullSecrets) {

  public ImageSettings {
    overrides = Map.copyOf(overrides);
    pullSecrets = List.copyOf(pullSecrets);
    if (registry.isBlank() || registry.endsWith("/")) {
      throw new IllegalArgumentException(
          "the image registry must be a prefix without a trailing slash: '" + registry + "'");
    }
  }

  /** From where nobody asks who pulls. */
  public ImageSettings(String registry, Map<String, String> overrides) {
    this(registry, overrides, List.of());
  }

  /**
   * The reference of an image. Overrides are by the last part of its name.
   *
   * @param name such as {@code nestlet}
   * @param tag such as {@code v1.36.3}; an override has its own
   */
  public String reference(String name, String tag) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return overrides.getOrDefault(last, registry + "/" + name + ":" + tag);
  }
}
