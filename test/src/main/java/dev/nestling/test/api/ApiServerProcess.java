package dev.nestling.test.api;

import dev.nestling.test.testbed.FreePort;
import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.awaitility.Awaitility;

/** {@code nestlet server} as a child process with its data in a directory of its own. */
final class ApiServerProcess implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final Duration STOP = Duration.ofSeconds(30);
  private static final int LAST_LINES = 20;

  /** Of a server that shares two cores with whoever asks it. */
  private static final int REQUEST_MILLIS = 60_000;

  private volatile Process process;
  private final ApiServerFiles files;
  private final Config config;
  private final Thread onExit = new Thread(this::kill);

  private ApiServerProcess(Process process, ApiServerFiles files, Config config) {
    this.process = process;
    this.files = files;
    this.config = config;
  }

  /** Starts a server and returns when it answers an authenticated request. */
  static ApiServerProcess start() {
    return start(directory -> "");
  }

  /**
   * Starts a server whose configuration has more in it.
   *
   * @param more is given the directory of its files and makes more lines of the configuration
   */
  static ApiServerProcess start(Function<Path, String> more) {
    try {
      Path directory = Files.createTempDirectory("nestling-api-");
      int port = FreePort.onLoopback();
      var files = ApiServerFiles.write(directory, port);
      Files.writeString(files.configuration(), more.apply(directory), StandardOpenOption.APPEND);
      var server = new ApiServerProcess(run(files), files, config(files, port));
      Runtime.getRuntime().addShutdownHook(server.onExit);
      server.awaitReady();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process run(ApiServerFiles files) throws IOException {
    return new ProcessBuilder(
            nestlet().toString(), "server", "--config", files.configuration().toString())
        .redirectErrorStream(true)
        .redirectOutput(files.directory().resolve("log").toFile())
        .start();
  }

  /** Ends the server and starts it again with its data; returns when it answers. */
  void restart() {
    try {
      end();
      process = run(files);
      awaitReady();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Where its files are. */
  Path directory() {
    return files.directory();
  }

  /** Credentials of group system:masters. */
  Config config() {
    return config;
  }

  private void awaitReady() {
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      Awaitility.await("the API server")
          .atMost(START)
          .pollInterval(Duration.ofMillis(200))
          .failFast(this::failWhenEnded)
          .ignoreExceptionsInstanceOf(KubernetesClientException.class)
          .until(
              () ->
                  "ok".equals(client.raw("/readyz"))
                      && client.namespaces().withName("default").get() != null);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void failWhenEnded() {
    if (!process.isAlive()) {
      throw new IllegalStateException("nestlet server ended:\n" + lastLines());
    }
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(files.directory().resolve("log"));
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "its log can't be read: " + e;
    }
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(onExit);
    kill();
  }

  private void kill() {
    try {
      end();
      try (var paths = Files.walk(files.directory())) {
        paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  private static Path nestlet() {
    var override = System.getProperty("NESTLET");
    return override == null ? Repository.find().nestlet() : Path.of(override);
  }

  private static Config config(ApiServerFiles files, int port) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl("https://127.0.0.1:" + port)
        .withCaCertData(files.caPem())
        .withClientCertData(files.admin().certificatePem())
        .withClientKeyData(files.admin().privateKeyPem())
        .withClientKeyAlgo("EC")
        .withRequestRetryBackoffLimit(0)
        .withRequestTimeout(REQUEST_MILLIS)
        .build();
  }
}
