package dev.nestling.images.archive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Runs programs of the machine. */
public final class Commands {
  private Commands() {}

  /** Runs a program in a directory; if it fails, its output is in the message. */
  public static void run(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Result result = result(directory, command);
    if (result.code() != 0) {
      throw new IOException(String.join(" ", command) + " failed:\n" + result.output());
    }
  }

  /** What a program prints; empty if it fails. */
  public static Optional<String> printed(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Result result = result(directory, command);
    return result.code() == 0 ? Optional.of(result.output()) : Optional.empty();
  }

  private static Result result(Path directory, List<String> command)
      throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      throw new IOException("this machine lacks " + command.getFirst(), e);
    }
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output);
  }

  private record Result(int code, String output) {}
}
