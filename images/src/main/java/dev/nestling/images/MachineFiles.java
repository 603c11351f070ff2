package dev.nestling.images;

import dev.nestling.images.archive.Architecture;
import dev.nestling.images.archive.Archive;
import dev.nestling.images.archive.Image;
import dev.nestling.images.archive.Layers;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * What a machine needs to be a worker node, in one file per architecture, and a server that gives
 * it to the operator, which brings it to machines: {@code amd64.tar.gz} with programs in {@code
 * bin}, CNI plug-ins in {@code cni} and the pause image in {@code images}. All programs are linked
 * statically, so that any Linux takes them. The image of each architecture has the files of all
 * that are built: machines need not be of the management cluster's.
 */
final class MachineFiles {
  static final String NAME = "machine-files";

  private static final String SERVER = "fileserver";
  private static final String DIRECTORY = "/files";
  private static final List<String> RUNTIME =
      List.of("containerd", "containerd-shim-runc-v2", "ctr");
  private static final int PROGRAM = 0755;
  private static final int DATA = 0644;

  private final Arguments arguments;
  private final Tags tags;

  private MachineFiles(Arguments arguments, Tags tags) {
    this.arguments = arguments;
    this.tags = tags;
  }

  /** One archive per Kubernetes version that is built. */
  static List<Archive> of(Arguments arguments, Tags tags) throws IOException, InterruptedException {
    List<Archive> archives = new ArrayList<>();
    if (arguments.wants(NAME)) {
      var files = new MachineFiles(arguments, tags);
      for (Path version : KubernetesImages.versions(arguments.binaries())) {
        archives.add(Archive.of(files.image(version.getFileName().toString())));
      }
    }
    return archives;
  }

  private Image image(String version) throws IOException, InterruptedException {
    Map<String, Path> served = new TreeMap<>();
    for (Architecture architecture : Architecture.values()) {
      Optional<Path> packed = packed(arguments.of(architecture), version);
      packed.ifPresent(file -> served.put(DIRECTORY + "/" + file.getFileName(), file));
    }
    return new Image(
        NAME,
        version,
        Optional.empty(),
        List.of(
            Layers.program(arguments.binaries().resolve("runtime").resolve(SERVER), SERVER),
            Layers.files("files", served)),
        Map.of(),
        List.of("/" + SERVER),
        Image.NONROOT,
        Map.of());
  }

  /** Empty of an architecture for which this version was not built. */
  private Optional<Path> packed(Arguments of, String version)
      throws IOException, InterruptedException {
    Path nestlet = of.binaries().resolve(version).resolve(KubernetesImages.NESTLET);
    if (!Files.isRegularFile(nestlet) || !Files.isDirectory(of.binaries().resolve("runtime"))) {
      return Optional.empty();
    }
    Path directory = of.cache().resolve("machine-files").resolve(version);
    Files.createDirectories(directory);
    Path target = directory.resolve(of.architecture().goName() + ".tar.gz");
    try (var tar =
        new TarArchiveOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(target))))) {
      for (Map.Entry<String, Path> file : contents(of, nestlet).entrySet()) {
        add(tar, file.getKey(), file.getValue());
      }
    }
    return Optional.of(target);
  }

  private Map<String, Path> contents(Arguments of, Path nestlet)
      throws IOException, InterruptedException {
    Path runtime = of.binaries().resolve("runtime");
    Map<String, Path> contents = new TreeMap<>();
    contents.put("bin/" + KubernetesImages.NESTLET, nestlet);
    for (String program : RUNTIME) {
      contents.put("bin/" + program, runtime.resolve(program));
    }
    for (String plugin : NodeImage.CNI) {
      contents.put("cni/" + plugin, runtime.resolve(plugin));
    }
    contents.put("images/pause.tar", NodeImage.pause(of, tags));
    return contents;
  }

  /** Owner root and one time, so that the content alone decides the bytes. */
  private static void add(TarArchiveOutputStream tar, String name, Path source) throws IOException {
    var entry = new TarArchiveEntry(name);
    entry.setSize(Files.size(source));
    entry.setModTime(0);
    entry.setIds(0, 0);
    entry.setMode(Files.isExecutable(source) ? PROGRAM : DATA);
    tar.putArchiveEntry(entry);
    Files.copy(source, tar);
    tar.closeArchiveEntry();
  }
}
