package dev.nestling.images.parts;

import dev.nestling.images.archive.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Asks Go's tool what programs are made of; of each file once, since images share programs. */
public final class GoPrograms {
  private final Path directory;
  private final String ownVersion;
  private final Map<Path, Optional<Part>> known = new HashMap<>();

  /**
   * @param directory outside of any Go module, which might ask for another release of the tool
   * @param ownVersion that of programs that are built from the project's checkout
   */
  public GoPrograms(Path directory, String ownVersion) {
    this.directory = directory;
    this.ownVersion = ownVersion;
  }

  /** The program with its modules; empty if it is none of Go's, or does not name its modules. */
  public Optional<Part> program(Path file) throws IOException, InterruptedException {
    Optional<Part> part = known.get(file);
    if (part == null) {
      part = read(file);
      known.put(file, part);
    }
    return part;
  }

  private Optional<Part> read(Path file) throws IOException, InterruptedException {
    Optional<String> printed =
        Commands.printed(directory, List.of("go", "version", "-m", file.toString()));
    return printed.flatMap(text -> GoProgram.parse(text, ownVersion));
  }
}
