package dev.nestling.images;

import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * nestlet, and the Kubernetes components of FullClusters under the names of the community's images.
 * They are one program, which is the component that it is called as; so all have the same layers,
 * the program and links of the components' names to it, and differ in what they start. An archive
 * holds these layers once and so does a node, even one that copies a layer for each that lies on
 * it, as the native snapshotter does: nothing but kube-proxy's tools lies on the program.
 */
final class KubernetesImages {
  static final String NESTLET = "nestlet";

  private static final String KUBE_PROXY = "kube-proxy";
  private static final List<String> COMPONENTS =
      List.of("kube-apiserver", "kube-controller-manager", "kube-scheduler", KUBE_PROXY);

  private static final String DIRECTORY = "/usr/local/bin";
  private static final Map<String, String> LINKS =
      COMPONENTS.stream()
          .collect(
              Collectors.toUnmodifiableMap(name -> DIRECTORY + "/" + name, _ -> "/" + NESTLET));

  private final Arguments arguments;

  private KubernetesImages(Arguments arguments) {
    this.arguments = arguments;
  }

  static List<String> names() {
    return Stream.concat(Stream.of(NESTLET), COMPONENTS.stream()).toList();
  }

  /** One archive per Kubernetes version that is built. */
  static List<Archive> of(Arguments arguments) throws IOException, InterruptedException {
    List<Archive> archives = new ArrayList<>();
    if (names().stream().noneMatch(arguments::wants)) {
      return archives;
    }
    for (Path version : versions(arguments.binaries())) {
      archives.add(new Archive(new KubernetesImages(arguments).images(version)));
    }
    if (archives.isEmpty()) {
      throw new IllegalStateException("no nestlet is built in " + arguments.binaries());
    }
    return archives;
  }

  /** Directories of the versions that are built, the oldest first. */
  static List<Path> versions(Path binaries) throws IOException {
    if (!Files.isDirectory(binaries)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(binaries)) {
      return versions
          .filter(version -> Files.isRegularFile(version.resolve(NESTLET)))
          .sorted()
          .toList();
    }
  }

  private List<Image> images(Path version) throws IOException, InterruptedException {
    List<Image> images = new ArrayList<>();
    for (String name : names()) {
      if (arguments.wants(name)) {
        images.add(image(name, version));
      }
    }
    return images;
  }

  private Image image(String name, Path version) throws IOException, InterruptedException {
    List<FileEntriesLayer> layers = new ArrayList<>();
    layers.add(Layers.program(version.resolve(NESTLET), NESTLET));
    if (name.equals(KUBE_PROXY)) {
      layers.add(new KubeProxyTools(arguments).layer());
    }
    return new Image(
        name,
        version.getFileName().toString(),
        Optional.empty(),
        layers,
        LINKS,
        List.of(name.equals(NESTLET) ? "/" + NESTLET : name),
        name.equals(KUBE_PROXY) ? "0:0" : Image.NONROOT,
        environment(name));
  }

  /** A pod's command is {@code kube-apiserver …}, found by PATH, as in the published image. */
  private static Map<String, String> environment(String name) {
    return switch (name) {
      case NESTLET -> Map.of();
      case KUBE_PROXY -> Map.of("PATH", DIRECTORY + ":" + KubeProxyTools.DIRECTORY);
      default -> Map.of("PATH", DIRECTORY);
    };
  }
}
