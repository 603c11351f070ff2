package dev.nestling.images.parts;

import dev.nestling.images.archive.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The shared libraries of Debian packages, and the loader that programs name. */
public final class DebianLibraries {
  private final Architecture architecture;
  private final DebianPackages packages;

  public DebianLibraries(Architecture architecture, DebianPackages packages) {
    this.architecture = architecture;
    this.packages = packages;
  }

  /** The files of some packages, libc6 among them, by their paths in the image. */
  public Map<String, Path> of(String... names) throws IOException, InterruptedException {
    Map<String, Path> files = new TreeMap<>();
    for (String name : names) {
      files.putAll(libraries(packages.unpacked(name)));
    }
    String loader = "/" + architecture.loader();
    Path library = files.get(path(Path.of(loader).getFileName().toString()));
    if (library == null) {
      throw new IOException("Debian's libc6 has no " + loader);
    }
    files.put(loader, library);
    return files;
  }

  /**
   * The libraries of a package, each under every name it has. Names that are links become copies:
   * the layers hold no links.
   */
  private Map<String, Path> libraries(Path root) throws IOException {
    Map<String, Path> libraries = new TreeMap<>();
    for (String lib : List.of("lib", "usr/lib")) {
      Path directory = root.resolve(lib).resolve(architecture.libraryDirectory());
      if (Files.isDirectory(directory)) {
        try (Stream<Path> files = Files.list(directory)) {
          files
              .filter(file -> file.getFileName().toString().contains(".so"))
              .forEach(
                  file -> libraries.put(path(file.getFileName().toString()), withinPackage(file)));
        }
      }
    }
    return libraries;
  }

  private String path(String file) {
    return "/lib/" + architecture.libraryDirectory() + "/" + file;
  }

  /**
   * A package's links name files of the same directory; anything else would be a file of this
   * machine.
   */
  private static Path withinPackage(Path file) {
    try {
      return Files.isSymbolicLink(file)
          ? file.resolveSibling(Files.readSymbolicLink(file).getFileName())
          : file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
