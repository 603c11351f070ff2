package dev.nestling.packaging;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The project that the tests run in. */
final class Checkout {
  private Checkout() {}

  static Project project() {
    try {
      return Project.read(Path.of("..").toAbsolutePath().normalize());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
