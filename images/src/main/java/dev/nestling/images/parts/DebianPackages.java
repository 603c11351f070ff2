package dev.nestling.images.parts;

import dev.nestling.images.archive.Architecture;
import dev.nestling.images.archive.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches Debian packages and unpacks them, for this or another architecture, without installing
 * them and without root. Downloads stay in a cache; with a full cache no network is needed.
 */
public final class DebianPackages {
  private final Architecture architecture;
  private final Path directory;
  private final Path downloads;

  public DebianPackages(Architecture architecture, Path cache) {
    this.architecture = architecture;
    this.directory = cache.resolve("debian").resolve(architecture.goName());
    this.downloads = directory.resolve("downloads");
  }

  /** The root of the unpacked package. */
  public Path unpacked(String name) throws IOException, InterruptedException {
    Path root = directory.resolve(name);
    if (Files.isDirectory(root)) {
      return root;
    }
    Files.createDirectories(downloads);
    Path unfinished = directory.resolve(name + ".unfinished");
    Commands.run(directory, List.of("rm", "-rf", unfinished.toString()));
    Commands.run(
        directory,
        List.of("dpkg-deb", "--extract", archive(name).toString(), unfinished.toString()));
    return Files.move(unfinished, root);
  }

  /**
   * The package that a file was unpacked from, as the archive is called: {@code
   * NAME_VERSION_ARCHITECTURE.deb}. Empty for any other file.
   */
  public Optional<Part> owner(Path file) throws IOException {
    if (!file.startsWith(directory)) {
      return Optional.empty();
    }
    String name = directory.relativize(file).getName(0).toString();
    List<Path> found = Files.isDirectory(downloads) ? archives(name) : List.of();
    if (found.isEmpty()) {
      throw new IOException(
          "the version of Debian's %s is not known: its archive is not in %s; remove %s, and it is downloaded again"
              .formatted(name, downloads, directory.resolve(name)));
    }
    String[] fields = found.getFirst().getFileName().toString().replace(".deb", "").split("_", -1);
    return Optional.of(Part.ofDebian(fields[0], fields[1].replace("%3a", ":"), fields[2]));
  }

  private Path archive(String name) throws IOException, InterruptedException {
    List<Path> found = archives(name);
    if (found.isEmpty()) {
      updateLists();
      Commands.run(downloads, apt("download", name));
      found = archives(name);
    }
    if (found.isEmpty()) {
      throw new IOException("apt-get downloaded no package " + name);
    }
    return found.getFirst();
  }

  private List<Path> archives(String name) throws IOException {
    try (Stream<Path> files = Files.list(downloads)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(name + "_"))
          .sorted()
          .toList();
    }
  }

  /**
   * Lists of our own leave the machine's alone, which may be of another architecture and need root.
   */
  private void updateLists() throws IOException, InterruptedException {
    if (!Files.isDirectory(directory.resolve("lists/partial"))) {
      Files.createDirectories(directory.resolve("lists/partial"));
      Files.createDirectories(directory.resolve("apt-cache/archives/partial"));
      Commands.run(directory, apt("update"));
    }
  }

  private List<String> apt(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "apt-get",
                "--quiet",
                "--option=APT::Architecture=" + architecture.goName(),
                "--option=APT::Architectures::=" + architecture.goName(),
                "--option=APT::Sandbox::User=",
                "--option=Dir::State::lists=" + directory.resolve("lists"),
                "--option=Dir::State::status=/dev/null",
                "--option=Dir::Cache=" + directory.resolve("apt-cache")));
    command.addAll(List.of(arguments));
    return command;
  }
}
