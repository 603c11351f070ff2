package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * A child process that is interrupted (SIGINT) when this one dies, even by SIGKILL. Linux sends
 * that signal when the thread ends that forked, so one thread waits for as long as the child lives.
 */
final class TiedProcess {
  private final Process process;

  private TiedProcess(Process process) {
    this.process = process;
  }

  /** Starts it; its output goes to {@code log}. */
  static TiedProcess start(List<String> command, Path log) {
    return tied(List.of("--"), command, log);
  }

  /** Starts it as another user of the machine. */
  static TiedProcess startAs(String user, List<String> command, Path log) {
    return tied(List.of("--reuid=" + user, "--regid=" + user, "--init-groups", "--"), command, log);
  }

  private static TiedProcess tied(List<String> options, List<String> command, Path log) {
    var tied = new ArrayList<>(List.of("setpriv", "--pdeathsig=INT"));
    tied.addAll(options);
    tied.addAll(command);
    var builder =
        new ProcessBuilder(tied)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    var started = new CompletableFuture<Process>();
    Thread.ofPlatform().daemon().name("tied process").start(() -> startAndWait(builder, started));
    try {
      return new TiedProcess(started.join());
    } catch (CompletionException e) {
      throw new UncheckedIOException("can't run " + command, new IOException(e.getCause()));
    }
  }

  private static void startAndWait(ProcessBuilder builder, CompletableFuture<Process> started) {
    try {
      var process = builder.start();
      started.complete(process);
      process.waitFor();
    } catch (IOException | InterruptedException e) {
      started.completeExceptionally(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal, such as QUIT. */
  void signal(String name) {
    Command.run(List.of("kill", "-" + name), Long.toString(process.pid()));
  }

  /** Waits for its end, and kills it when that has not come after {@code patience}. */
  void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
