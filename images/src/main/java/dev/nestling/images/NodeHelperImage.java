package dev.nestling.images;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import dev.nestling.images.parts.DebianPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shell with which the storage provisioner makes and removes volumes on a node. Debian's static
 * busybox finds its other commands in itself, so that one file is enough. Under the second name it
 * stands for the image that busybox's community publishes.
 */
final class NodeHelperImage {
  private static final String NAME = "node-helper";
  static final List<String> NAMES = List.of(NAME, "library/busybox");

  private NodeHelperImage() {}

  static Optional<Archive> of(Arguments arguments, Tags tags)
      throws IOException, InterruptedException {
    if (NAMES.stream().noneMatch(arguments::wants)) {
      return Optional.empty();
    }
    Image image =
        new Image(
            NAME,
            tags.of(NAME),
            Optional.empty(),
            List.of(Layers.files(NAME, Map.of("/bin/sh", shell(arguments)))),
            Map.of(),
            List.of("/bin/sh"),
            "0:0",
            Map.of());
    return Archive.of(image, NAMES, arguments::wants);
  }

  /** Busybox, which is a shell when it is called as one. */
  static Path shell(Arguments arguments) throws IOException, InterruptedException {
    return new DebianPackages(arguments.architecture(), arguments.cache())
        .unpacked("busybox-static")
        .resolve("bin/busybox");
  }
}
