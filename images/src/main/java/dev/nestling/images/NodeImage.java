package dev.nestling.images;

import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.ArchiveWriter;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import dev.nestling.images.parts.DebianLibraries;
import dev.nestling.images.parts.DebianPackages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A whole worker node in one container: nestlet as its agent, containerd and runc, the CNI plug-ins
 * and everything that they call. Of the images it brings the pause image alone.
 */
final class NodeImage {
  static final String NAME = "nestlet-node";

  private static final String PROGRAMS = "/usr/local/bin";
  private static final String PLUGINS = "/opt/cni/bin";
  private static final String CERTIFICATES = "/etc/ssl/certs";
  private static final String IMAGES = "/usr/local/share/nestling/images";
  private static final String PAUSE = "pause";

  private static final List<String> RUNTIME =
      List.of("nodeinit", "containerd", "containerd-shim-runc-v2", "ctr");

  static final List<String> CNI = List.of("bridge", "host-local", "loopback", "portmap", "ptp");

  /** Those of mount and of runc; libc6's are among the tools of kube-proxy already. */
  private static final String[] LIBRARIES = {
    "libc6", "libblkid1", "libmount1", "libpcre2-8-0", "libseccomp2", "libselinux1"
  };

  private final Arguments arguments;
  private final Tags tags;
  private final DebianPackages packages;

  private NodeImage(Arguments arguments, Tags tags) {
    this.arguments = arguments;
    this.tags = tags;
    this.packages = new DebianPackages(arguments.architecture(), arguments.cache());
  }

  /** One archive per Kubernetes version that is built. */
  static List<Archive> of(Arguments arguments, Tags tags) throws IOException, InterruptedException {
    List<Archive> archives = new ArrayList<>();
    if (arguments.wants(NAME)) {
      NodeImage image = new NodeImage(arguments, tags);
      for (Path version : KubernetesImages.versions(arguments.binaries())) {
        archives.add(Archive.of(image.of(version)));
      }
    }
    return archives;
  }

  private Image of(Path version) throws IOException, InterruptedException {
    return new Image(
        NAME,
        version.getFileName().toString(),
        Optional.empty(),
        List.of(
            new KubeProxyTools(arguments).layer(),
            Layers.files("system", system()),
            Layers.files("runtime", runtime()),
            Layers.program(
                version.resolve(KubernetesImages.NESTLET), KubernetesImages.NESTLET, PROGRAMS)),
        Map.of(),
        List.of(
            PROGRAMS + "/" + RUNTIME.getFirst(),
            PROGRAMS + "/" + KubernetesImages.NESTLET,
            "agent"),
        "0:0",
        Map.of("PATH", PROGRAMS + ":" + KubeProxyTools.DIRECTORY + ":/bin"));
  }

  /**
   * From Debian: what mounts, what runs containers, whom registries are trusted by; and a shell.
   */
  private Map<String, Path> system() throws IOException, InterruptedException {
    Map<String, Path> files =
        new TreeMap<>(new DebianLibraries(arguments.architecture(), packages).of(LIBRARIES));
    for (String program : List.of("mount", "umount")) {
      files.put("/bin/" + program, packages.unpacked("mount").resolve("bin").resolve(program));
    }
    files.put("/bin/sh", NodeHelperImage.shell(arguments));
    files.put(
        KubeProxyTools.DIRECTORY + "/runc", packages.unpacked("runc").resolve("usr/sbin/runc"));
    Path authorities =
        packages.unpacked("ca-certificates").resolve("usr/share/ca-certificates/mozilla");
    try (Stream<Path> certificates = Files.list(authorities)) {
      certificates.forEach(file -> files.put(CERTIFICATES + "/" + file.getFileName(), file));
    }
    return files;
  }

  private Map<String, Path> runtime() throws IOException, InterruptedException {
    Path built = arguments.binaries().resolve("runtime");
    Map<String, Path> files = new TreeMap<>();
    for (String program : RUNTIME) {
      files.put(PROGRAMS + "/" + program, built.resolve(program));
    }
    for (String plugin : CNI) {
      files.put(PLUGINS + "/" + plugin, built.resolve(plugin));
    }
    files.put(IMAGES + "/" + PAUSE + ".tar", pause(arguments, tags));
    return files;
  }

  /** Without it no pod starts, and a node that is offline has nobody to get it from. */
  static Path pause(Arguments arguments, Tags tags) throws IOException, InterruptedException {
    Path directory = arguments.cache().resolve("node").resolve(arguments.architecture().goName());
    Files.createDirectories(directory);
    return new ArchiveWriter(
            arguments.registry(), arguments.architecture(), directory, arguments.cache())
        .write(ProgramImages.of(PAUSE, arguments, tags));
  }
}
