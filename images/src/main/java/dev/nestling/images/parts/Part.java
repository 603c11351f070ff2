package dev.nestling.images.parts;

import com.github.packageurl.MalformedPackageURLException;
import com.github.packageurl.PackageURL;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.cyclonedx.model.Component;
import org.jspecify.annotations.Nullable;

/**
 * Something of others or of ours that an image consists of, under the name that those who look for
 * its faults know it by.
 *
 * @param type what it is, in CycloneDX's words
 * @param group of a Java library; otherwise empty
 * @param name without the group
 * @param version as its publisher writes it
 * @param address package URL, which is the part's identity
 * @param parts what it was made of, if it says so
 */
public record Part(
    Component.Type type,
    String group,
    String name,
    String version,
    String address,
    List<Part> parts) {

  public Part {
    parts = List.copyOf(parts);
  }

  /** A package URL: {@code pkg:TYPE/NAMESPACE/NAME@VERSION?QUALIFIERS#SUBPATH}. */
  public static String address(
      String type,
      @Nullable String namespace,
      String name,
      String version,
      Map<String, String> qualifiers,
      @Nullable String subpath) {
    try {
      return new PackageURL(type, namespace, name, version, new TreeMap<>(qualifiers), subpath)
          .canonicalize();
    } catch (MalformedPackageURLException e) {
      throw new IllegalStateException(
          "%s %s %s has no package URL: %s".formatted(type, name, version, e.getMessage()), e);
    }
  }

  public static Part ofDebian(String name, String version, String architecture) {
    return new Part(
        Component.Type.LIBRARY,
        "",
        name,
        version,
        address("deb", "debian", name, version, Map.of("arch", architecture), null),
        List.of());
  }

  public static Part ofMaven(String group, String artifact, String version) {
    return new Part(
        Component.Type.LIBRARY,
        group,
        artifact,
        version,
        address("maven", group, artifact, version, Map.of(), null),
        List.of());
  }
}
