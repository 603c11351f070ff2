package dev.nestling.images;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The provisioner of volumes on nodes, also under the name of the image that its community
 * publishes and where that has it: a pod's command says the path.
 */
final class LocalPathProvisionerImage {
  private static final String NAME = "local-path-provisioner";
  private static final String DIRECTORY = "/usr/bin";

  static final List<String> NAMES = List.of(NAME, "rancher/local-path-provisioner");

  private LocalPathProvisionerImage() {}

  static Optional<Archive> of(Arguments arguments, Tags tags) {
    if (NAMES.stream().noneMatch(arguments::wants)) {
      return Optional.empty();
    }
    Path built = arguments.binaries().resolve("runtime").resolve(NAME);
    Image image =
        new Image(
            NAME,
            tags.of(NAME),
            Optional.empty(),
            List.of(Layers.program(built, NAME, DIRECTORY)),
            Map.of(),
            List.of(DIRECTORY + "/" + NAME),
            Image.NONROOT,
            Map.of());
    return Archive.of(image, NAMES, arguments::wants);
  }
}
