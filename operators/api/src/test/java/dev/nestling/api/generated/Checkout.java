package dev.nestling.api.generated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of the repository, addressed from its root. */
public final class Checkout {
  private Checkout() {}

  /** The file or folder at {@code relative}; it need not exist. */
  public static Path path(String relative) {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.exists(directory.resolve("docs/architecture.md"))) {
      Path parent = directory.getParent();
      if (parent == null) {
        throw new IllegalStateException("not inside a checkout of Nestling");
      }
      directory = parent;
    }
    return directory.resolve(relative);
  }

  /** The text of a file; empty when it does not exist. */
  public static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
