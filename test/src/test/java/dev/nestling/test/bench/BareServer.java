package dev.nestling.test.bench;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import dev.nestling.test.api.ApiServerFiles;
import dev.nestling.test.testbed.Command;
import dev.nestling.test.testbed.FreePort;
import dev.nestling.test.testbed.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A {@code nestlet server} without any container, as a measure of what the rest adds. */
final class BareServer implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(30);

  private final ApiServerFiles files;
  private final NestedTarget target;

  private BareServer(ApiServerFiles files, NestedTarget target) {
    this.files = files;
    this.target = target;
  }

  /** Keys and configuration; no data yet. */
  static BareServer prepare() {
    try {
      int port = FreePort.onLoopback();
      // Not in /tmp, which may be memory: the data must lie where that of volumes lies.
      var directory = Files.createTempDirectory(Path.of("/var/tmp"), "nestling-bench-");
      var files = ApiServerFiles.write(directory, port);
      return new BareServer(files, target(directory, files, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same group as the credentials that LightClusters publish. */
  private static NestedTarget target(Path directory, ApiServerFiles files, int port)
      throws IOException {
    var ca = new KeyPair(files.caPem(), Files.readString(directory.resolve("pki/ca.key")));
    var client =
        new SecureMinter()
            .sign(ca, CertificateRequest.client("bench", "nestling:cluster-admins"), Instant.now());
    return new NestedTarget(
        URI.create("https://127.0.0.1:" + port), files.caPem(), client, Optional.empty());
  }

  /** Starts a process, waits for its first authenticated answer and ends it. */
  Duration start(Question question) {
    try {
      long started = System.nanoTime();
      var process =
          new ProcessBuilder(
                  Repository.find().nestlet().toString(),
                  "server",
                  "--config",
                  files.configuration().toString())
              .redirectErrorStream(true)
              .redirectOutput(files.directory().resolve("log").toFile())
              .start();
      try {
        return Duration.ofNanos(question.answered(target) - started);
      } finally {
        end(process);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Command.run(List.of("rm", "-rf", files.directory().toString()));
  }
}
