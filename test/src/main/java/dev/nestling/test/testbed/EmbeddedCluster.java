package dev.nestling.test.testbed;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A management cluster of this machine's own: {@code nestlet up --isolated} as a child process. */
public final class EmbeddedCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final Path data;

  private EmbeddedCluster(Process process, Path data) {
    this.process = process;
    this.data = data;
  }

  /**
   * Starts a cluster whose files are all under {@code data}, and returns when its node is Ready.
   */
  public static EmbeddedCluster start(Repository repository, Path data) {
    try {
      Files.createDirectories(data);
      var log = data.resolve("up.log").toFile();
      var process =
          new ProcessBuilder(
                  repository.nestlet().toString(),
                  "up",
                  "--isolated",
                  "--data",
                  data.resolve("cluster").toString(),
                  "--images",
                  repository.images().toString(),
                  "--runtime",
                  repository.runtime().toString(),
                  "--kubeconfig-out",
                  data.resolve("kubeconfig").toString())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .start();
      var cluster = new EmbeddedCluster(process, data);
      Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
      Awaitility.await("embedded cluster, see " + log)
          .atMost(START)
          .failFast("nestlet up ended, see " + log, () -> !process.isAlive())
          .until(() -> Files.exists(data.resolve("kubeconfig")));
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The administrator's kubeconfig; it works from the machine's own shell. */
  public Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  /** This machine's address on the way to the cluster: what its pods reach this machine by. */
  public String hostAddress() {
    try (var client = client();
        var socket = new DatagramSocket()) {
      var master = client.getMasterUrl();
      socket.connect(new InetSocketAddress(master.getHost(), master.getPort()));
      return socket.getLocalAddress().getHostAddress();
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  public KubernetesClient client() {
    try {
      return new KubernetesClientBuilder()
          .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the cluster's kubectl and returns what it printed; throws with that text when it fails.
   */
  public String kubectl(Repository repository, String... arguments) {
    return Command.run(
        List.of(
            repository.nestlet().toString(), "kubectl", "--kubeconfig", kubeconfig().toString()),
        arguments);
  }

  @Override
  public void close() {
    if (!process.isAlive()) {
      return;
    }
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
}
