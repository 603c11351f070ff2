package dev.nestling.kubectl.kubeconfig;

import dev.nestling.kubectl.management.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that make up somebody's kubeconfig, in the order in which kubectl reads them.
 *
 * @param files at least one
 */
public record KubeconfigFiles(List<Path> files) {
  private static final int LOCK_ATTEMPTS = 20;
  private static final long LOCK_PAUSE_MILLIS = 100;

  /**
   * The files that kubectl reads and writes.
   *
   * @param explicit what {@code --kubeconfig} says
   * @param environment {@code KUBECONFIG} is a list of files
   */
  public static KubeconfigFiles ofKubectl(
      Optional<Path> explicit, Map<String, String> environment, Path home) {
    if (explicit.isPresent()) {
      return new KubeconfigFiles(List.of(explicit.get()));
    }
    List<Path> listed =
        Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(File.pathSeparator))
            .filter(name -> !name.isBlank())
            .map(Path::of)
            .toList();
    return new KubeconfigFiles(
        listed.isEmpty() ? List.of(home.resolve(".kube").resolve("config")) : listed);
  }

  /**
   * Merges into the file that has the entry already; else into the first that is there; else into
   * the last, which is made. So does kubectl.
   *
   * @return the file
   */
  public Path merge(Merge merge) {
    Path target = target(merge);
    for (Path file : files) {
      if (!file.equals(target)) {
        attempt(file, () -> merge.checkOurs(text(file)));
      }
    }
    Path lock = locked(target);
    try {
      attempt(target, () -> PrivateFile.write(target, merge.into(text(target))));
    } finally {
      unlock(lock);
    }
    return target;
  }

  private Path target(Merge merge) {
    for (Path file : files) {
      boolean[] known = {false};
      attempt(file, () -> known[0] = merge.isKnownTo(text(file)));
      if (known[0]) {
        return file;
      }
    }
    return files.stream().filter(Files::exists).findFirst().orElse(files.getLast());
  }

  /** The lock that kubectl takes, so that neither undoes what the other has written. */
  private static Path locked(Path target) {
    Path lock = target.resolveSibling(target.getFileName() + ".lock");
    try {
      Path directory = target.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      for (int attempt = 1; ; attempt++) {
        try {
          return Files.createFile(lock);
        } catch (FileAlreadyExistsException e) {
          if (attempt == LOCK_ATTEMPTS) {
            throw new Failure(
                "%s is being changed by somebody else; remove %s if no kubectl runs"
                    .formatted(target, lock));
          }
          Thread.sleep(LOCK_PAUSE_MILLIS);
        }
      }
    } catch (IOException e) {
      throw new Failure("%s can't be written: %s".formatted(target, e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure("interrupted", e);
    }
  }

  private static void unlock(Path lock) {
    try {
      Files.deleteIfExists(lock);
    } catch (IOException e) {
      throw new Failure("%s can't be removed: %s; remove it by hand".formatted(lock, e), e);
    }
  }

  private static String text(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private static void attempt(Path file, Edit edit) {
    try {
      edit.run();
    } catch (UnmergeableException e) {
      throw new Failure("%s was left as it is: %s".formatted(file, e.why()), e);
    } catch (IOException e) {
      throw new Failure(
          "%s can't be read or written (%s); name another file with --merge=FILE"
              .formatted(file, e),
          e);
    }
  }

  private interface Edit {
    void run() throws IOException, UnmergeableException;
  }
}
