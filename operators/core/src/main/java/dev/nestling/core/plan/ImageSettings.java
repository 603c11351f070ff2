package dev.nestling.core.plan;

import java.util.Map;

/**
 * Where images come from; no image is a constant of the code.
 *
 * @param registry the prefix of every image without an override, such as {@code ghcr.io/nestling}
 * @param overrides whole image references by the last part of an image's name, for mirrors and
 *     pinned digests
 */
public record ImageSettings(String registry, Map<String, String> overrides) {

  public ImageSettings {
    overrides = Map.copyOf(overrides);
    if (registry.isBlank() || registry.endsWith("/")) {
      throw new IllegalArgumentException(
          "the image registry must be a prefix without a trailing slash: '" + registry + "'");
    }
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
