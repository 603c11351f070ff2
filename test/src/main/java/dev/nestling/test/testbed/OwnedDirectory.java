package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * A folder of this process among those of others. A process that was killed can't remove its own;
 * the next one does.
 *
 * @param path the folder
 * @param ending what has to end before the folder may go; it finds the folder as it was left
 */
record OwnedDirectory(Path path, Consumer<Path> ending) implements AutoCloseable {
  private static final String OWNER = ".owner";

  /** A new folder in {@code parent}, after the removal of what dead processes left there. */
  static OwnedDirectory create(Path parent, String prefix, Consumer<Path> ending) {
    try {
      Files.createDirectories(parent);
      try (var siblings = Files.newDirectoryStream(parent, prefix + "*")) {
        for (Path sibling : siblings) {
          if (!isOwnerAlive(sibling)) {
            new OwnedDirectory(sibling, ending).close();
          }
        }
      }
      var own = Files.createTempDirectory(parent, prefix);
      Files.writeString(own.resolve(OWNER), identity(ProcessHandle.current()));
      return new OwnedDirectory(own, ending);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    ending.accept(path);
    Command.run(List.of("rm", "-rf", "--one-file-system"), path.toString());
  }

  private static boolean isOwnerAlive(Path directory) {
    try {
      String owner = Files.readString(directory.resolve(OWNER));
      String pid = owner.substring(0, Math.max(0, owner.indexOf(' ')));
      return ProcessHandle.of(Long.parseLong(pid))
          .filter(process -> identity(process).equals(owner))
          .isPresent();
    } catch (IOException | NumberFormatException none) {
      return false;
    }
  }

  /** Process ids are used again; with the time of its start it is one process. */
  private static String identity(ProcessHandle process) {
    return process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH);
  }
}
