package dev.nestling.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fetches Debian packages and unpacks them, for this or another architecture, without installing
 * them and without root. Downloads stay in a cache; with a full cache no network is needed.
 */
final class DebianPackages {
  private final Architecture architecture;
  private final Path directory;

  DebianPackages(Architecture architecture, Path cache) {
    this.architecture = architecture;
    this.directory = cache.resolve("debian").resolve(architecture.goName());
  }

  /** The root of the unpacked package. */
  Path unpacked(String name) throws IOException, InterruptedException {
    Path root = directory.resolve(name);
    if (Files.isDirectory(root)) {
      return root;
    }
    Path downloads = Files.createDirectories(directory.resolve("downloads"));
    Path unfinished = directory.resolve(name + ".unfinished");
    Commands.run(directory, List.of("rm", "-rf", unfinished.toString()));
    Commands.run(
        directory,
        List.of(
            "dpkg-deb", "--extract", archive(name, downloads).toString(), unfinished.toString()));
    return Files.move(unfinished, root);
  }

  private Path archive(String name, Path downloads) throws IOException, InterruptedException {
    List<Path> found = archives(name, downloads);
    if (found.isEmpty()) {
      updateLists();
      Commands.run(downloads, apt("download", name));
      found = archives(name, downloads);
    }
    if (found.isEmpty()) {
      throw new IOException("apt-get downloaded no package " + name);
    }
    return found.getFirst();
  }

  private static List<Path> archives(String name, Path downloads) throws IOException {
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
