package dev.nestling.test.api.etcd;

import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of the etcd that the build made. */
final class EtcdProcess {
  private static final int LAST_LINES = 4;

  private final Process process;
  private final Path log;
  private final Thread onExit;

  private EtcdProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.onExit = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static EtcdProcess start(Path configuration, Path log) {
    try {
      Files.deleteIfExists(log);
      String etcd = Repository.find().runtime().resolve("etcd").toString();
      return new EtcdProcess(
          new ProcessBuilder(etcd, "--config-file", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start(),
          log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean runs() {
    return process.isAlive();
  }

  /** What a kubelet would take for the termination message. */
  String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGTERM, as when a pod is deleted. */
  void stop() {
    process.destroy();
    await();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    await();
  }

  private void await() {
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
