package dev.nestling.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shell with which the storage provisioner makes and removes volumes on a node. Debian's static
 * busybox finds its other commands in itself, so that one file is enough.
 */
final class NodeHelperImage {
  static final String NAME = "node-helper";

  private NodeHelperImage() {}

  static Image of(Arguments arguments, Tags tags) throws IOException, InterruptedException {
    return new Image(
        NAME,
        tags.of(NAME),
        Optional.empty(),
        List.of(Layers.files(NAME, Map.of("/bin/sh", shell(arguments)))),
        Map.of(),
        List.of("/bin/sh"),
        "0:0",
        Map.of());
  }

  /** Busybox, which is a shell when it is called as one. */
  static Path shell(Arguments arguments) throws IOException, InterruptedException {
    return new DebianPackages(arguments.architecture(), arguments.cache())
        .unpacked("busybox-static")
        .resolve("bin/busybox");
  }
}
