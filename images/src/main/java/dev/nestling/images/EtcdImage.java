package dev.nestling.images;

import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The datastore of FullClusters, laid out as the image that the Kubernetes community publishes
 * under the same name and tag: a pod whose command is {@code etcd …} runs with either.
 */
final class EtcdImage {
  static final String NAME = "etcd";
  private static final String DIRECTORY = "/usr/local/bin";

  private EtcdImage() {}

  static Image of(Arguments arguments, Tags tags) {
    Path built = arguments.binaries().resolve("runtime").resolve(NAME);
    return new Image(
        NAME,
        tags.of(NAME),
        Optional.empty(),
        List.of(Layers.program(built, NAME, DIRECTORY)),
        Map.of(),
        List.of(NAME),
        Image.NONROOT,
        Map.of("PATH", DIRECTORY));
  }
}
