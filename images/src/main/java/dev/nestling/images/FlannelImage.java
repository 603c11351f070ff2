package dev.nestling.images;

import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The network between nodes, laid out as the image that flannel's community publishes under the
 * same name and tag: the daemon, what it calls, and a shell.
 */
final class FlannelImage {
  static final String NAME = "flannel-io/flannel";
  private static final String DIRECTORY = "/opt/bin";

  private FlannelImage() {}

  static Image of(Arguments arguments, Tags tags) throws IOException, InterruptedException {
    Path built = arguments.binaries().resolve("runtime").resolve("flannel");
    return new Image(
        NAME,
        tags.of(NAME),
        Optional.empty(),
        List.of(
            new KubeProxyTools(arguments).layer(),
            Layers.files("shell", Map.of("/bin/sh", NodeHelperImage.shell(arguments))),
            Layers.files("flanneld", Map.of(DIRECTORY + "/flanneld", built))),
        Map.of(),
        List.of(DIRECTORY + "/flanneld"),
        "0:0",
        Map.of("PATH", DIRECTORY + ":" + KubeProxyTools.DIRECTORY + ":/bin"));
  }
}
