package dev.nestling.test.testbed;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A management cluster of this machine's own: what {@code nestlet up --isolated} runs. */
public final class EmbeddedCluster {
  private static final Duration START = Duration.ofMinutes(3);
  private final Repository repository;
  private final Path data;

  private EmbeddedCluster(Repository repository, Path data) {
    this.repository = repository;
    this.data = data;
  }

  /**
   * Starts a cluster whose files are all under {@code data}, and returns when its node is Ready. It
   * ends with this process, however that ends.
   *
   * @param log what {@code nestlet up} prints goes there
   */
  public static EmbeddedCluster start(Repository repository, Path data, Path log) {
    return start(repository, data, repository.images(), log);
  }

  /** The same with other images than the build's. */
  private static EmbeddedCluster start(Repository repository, Path data, Path images, Path log) {
    var process =
        TiedProcess.start(
            List.of(
                repository.nestlet().toString(),
                "up",
                "--isolated",
                "--data",
                data.toString(),
                "--images",
                images.toString(),
                "--runtime",
                repository.runtime().toString()),
            log);
    Awaitility.await("embedded cluster, see " + log)
        .atMost(START)
        .failFast("nestlet up ended, see " + log, () -> !process.isAlive())
        .until(() -> Files.exists(data.resolve("ready")));
    return new EmbeddedCluster(repository, data);
  }

  /**
   * Starts one for a test of its own, beside that of the {@link Testbed}; it ends with this process
   * at the latest.
   *
   * @param name of its folder and log
   * @param images directories of archives; what all of them hold is there
   */
  public static EmbeddedCluster startAlone(Repository repository, String name, List<Path> images) {
    var directory =
        OwnedDirectory.create(
            repository.root().resolve(".nestling/testbeds"),
            name + "-",
            left -> end(repository, left.resolve("cluster")));
    Runtime.getRuntime().addShutdownHook(new Thread(directory::close));
    Path all = directory.path().resolve("images");
    for (int number = 0; number < images.size(); number++) {
      // Hard links, because archives are large; apart, because their names may be the same.
      Command.run(
          List.of(
              "sh",
              "-c",
              "mkdir -p \"$2\" && for file in \"$1\"/*.tar; do cp -l \"$file\" \"$2/$3-${file##*/}\"; done",
              "link"),
          images.get(number).toString(),
          all.toString(),
          "" + number);
    }
    return start(
        repository,
        directory.path().resolve("cluster"),
        all,
        repository.root().resolve("test/target/" + name + ".log"));
  }

  /** A cluster that somebody else started on {@code data}, and will end. */
  public static EmbeddedCluster attach(Repository repository, Path data) {
    if (!Files.exists(data.resolve("ready"))) {
      throw new IllegalStateException("no cluster is running on " + data);
    }
    return new EmbeddedCluster(repository, data);
  }

  /** Where its files are. */
  Path data() {
    return data;
  }

  /** The administrator's kubeconfig; it works from the machine's own shell. */
  public Path kubeconfig() {
    return data.resolve("kubeconfig");
  }

  /** The machine that the cluster's pods run on. */
  public ClusterNode node() {
    return ClusterNode.of(data.resolve("ready"));
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
      return KubeconfigClient.of(Files.readString(kubeconfig()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the cluster's kubectl and returns what it printed; throws with that text when it fails.
   */
  public String kubectl(String... arguments) {
    return Command.run(
        List.of(
            repository.nestlet().toString(), "kubectl", "--kubeconfig", kubeconfig().toString()),
        arguments);
  }

  /** Ends the cluster on {@code data}, whoever started it, if there is one; its data stays. */
  static void end(Repository repository, Path data) {
    if (Files.exists(data.resolve("cluster.json"))) {
      Command.run(List.of(repository.nestlet().toString(), "down", "--data"), data.toString());
    }
  }
}
