package dev.nestling.nodepool.machines.files;

import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that belong on machines, as the operator has them on its own disk: brought when they are
 * asked for first, for one architecture of one image.
 */
public final class MachineFiles implements AutoCloseable {
  private final Rounds<FilesKey, FilesKey, FilesState> rounds;

  /** Files of an image. */
  record FilesKey(String image, String architecture) {}

  /** Where they are, or why they are nowhere yet. */
  record FilesState(Optional<Path> file, Optional<Problem> problem) {}

  /**
   * @param pods where files come from
   * @param directory where they are kept
   */
  public MachineFiles(FilesPodStore pods, Path directory) {
    this.rounds =
        new Rounds<>(
            "machine-files", () -> new FilesRound(pods, new Download(), directory), key -> {});
  }

  /** Why they can't be had yet; brings them. */
  public Optional<Problem> obstacle(String image, String architecture) {
    var key = new FilesKey(image, architecture);
    rounds.watch(key, key);
    Optional<FilesState> state = rounds.state(key);
    return state.flatMap(FilesState::file).isPresent()
        ? Optional.empty()
        : state
            .flatMap(FilesState::problem)
            .or(
                () ->
                    Optional.of(
                        new Problem(
                            FilesRound.PENDING,
                            "what belongs on it is being brought from image " + image)));
  }

  /** Where they are, as soon as nothing stands in the way. */
  public Optional<Path> find(String image, String architecture) {
    return rounds.state(new FilesKey(image, architecture)).flatMap(FilesState::file);
  }

  @Override
  public void close() {
    rounds.close();
  }
}
