package dev.nestling.images.archive;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an image consists of.
 *
 * @param name without registry; it may have slashes
 * @param tag version
 * @param base image that the layers lie on; empty for none at all
 * @param layers from the one that changes least to the one that changes most
 * @param links symbolic links, in a layer below the others: what each path leads to
 * @param entrypoint the program with its first arguments
 * @param user {@code uid:gid} that the program runs as
 * @param environment variables
 */
public record Image(
    String name,
    String tag,
    Optional<String> base,
    List<FileEntriesLayer> layers,
    Map<String, String> links,
    List<String> entrypoint,
    String user,
    Map<String, String> environment) {

  /** Unprivileged; nobody's files. */
  public static final String NONROOT = "65532:65532";

  public Image {
    layers = List.copyOf(layers);
    links = Map.copyOf(links);
    entrypoint = List.copyOf(entrypoint);
    environment = Map.copyOf(environment);
  }

  /** An image of one statically linked program, called as the last part of the image's name. */
  public static Image ofProgram(String name, String tag, Path program) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return new Image(
        name,
        tag,
        Optional.empty(),
        List.of(Layers.program(program, last)),
        Map.of(),
        List.of("/" + last),
        NONROOT,
        Map.of());
  }

  /** The same under another name. */
  public Image named(String other) {
    return new Image(other, tag, base, layers, links, entrypoint, user, environment);
  }

  /** What files of the image are called, without extension. */
  public String fileName() {
    return name.replace('/', '-') + "-" + tag;
  }

  /** The name that nodes know the image by. */
  public String reference(String registry) {
    return registry + "/" + name + ":" + tag;
  }
}
