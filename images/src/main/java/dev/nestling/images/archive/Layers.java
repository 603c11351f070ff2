package dev.nestling.images.archive;

import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Makes layers whose content alone decides their bytes: owner root, one time for all files, two
 * modes.
 */
public final class Layers {
  private static final Instant TIME = Instant.ofEpochSecond(1);
  private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
  private static final FilePermissions DATA = FilePermissions.fromOctalString("644");
  private static final FilePermissions SHARED_DIRECTORY = FilePermissions.fromOctalString("777");

  private Layers() {}

  /** One program in the root directory. */
  public static FileEntriesLayer program(Path source, String name) {
    return program(source, name, "/");
  }

  /** One program in a directory. */
  public static FileEntriesLayer program(Path source, String name, String directory) {
    if (!Files.isRegularFile(source)) {
      throw new IllegalStateException(source + " is not built yet");
    }
    return FileEntriesLayer.builder()
        .setName(name)
        .addEntry(source, AbsoluteUnixPath.get(directory).resolve(name), PROGRAM, TIME)
        .build();
  }

  /** Everything in a directory, at {@code target}. Programs stay programs. */
  public static FileEntriesLayer tree(String name, Path source, String target) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (Path file : filesIn(source)) {
      AbsoluteUnixPath path =
          AbsoluteUnixPath.get(target).resolve(source.relativize(file).toString());
      layer.addEntry(file, path, Files.isExecutable(file) ? PROGRAM : DATA, TIME);
    }
    return layer.build();
  }

  /** Files given one by one; data, unless executable. */
  public static FileEntriesLayer files(String name, Map<String, Path> sources) {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    new TreeMap<>(sources)
        .forEach(
            (target, source) ->
                layer.addEntry(
                    source,
                    AbsoluteUnixPath.get(target),
                    Files.isExecutable(source) ? PROGRAM : DATA,
                    TIME));
    return layer.build();
  }

  /** A /tmp that every user can write to; {@code empty} is any empty directory. */
  public static FileEntriesLayer temporaryDirectory(Path empty) {
    return FileEntriesLayer.builder()
        .setName("tmp")
        .addEntry(empty, AbsoluteUnixPath.get("/tmp"), SHARED_DIRECTORY, TIME)
        .build();
  }

  /** Regular files in the order of their names, which is the same on every file system. */
  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
