package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A machine beside the embedded cluster's node: namespaces and a cgroup of its own, linked to the
 * node as a neighbour in its network, which reaches pods and Services of the cluster through it.
 */
public final class Machine implements AutoCloseable {
  private static final Duration END = Duration.ofSeconds(40);
  private static final String NODE_SCRIPT = "stock-node.sh";

  private final TiedProcess process;
  private final OwnedDirectory directory;
  private final String name;
  private final String address;

  private Machine(TiedProcess process, OwnedDirectory directory, String name, String address) {
    this.process = process;
    this.directory = directory;
    this.name = name;
    this.address = address;
  }

  /**
   * Starts a machine with a stock kubelet on it, which joins.
   *
   * @param number of the machine, 0 to 63; no two that run have the same
   * @param files what the node is given, by name: {@code bootstrap.kubeconfig}, {@code ca.crt},
   *     {@code kubelet.yaml}
   */
  public static Machine startNode(Testbed testbed, int number, Map<String, String> files) {
    Repository repository = testbed.repository();
    String name = "machine-" + number;
    String address = "10.218." + number + ".2";
    var directory =
        OwnedDirectory.create(
            repository.root().resolve(".nestling/testbeds"), name + "-", left -> {});
    Path data = directory.path().resolve("data");
    try {
      Files.createDirectories(data);
      for (var file : files.entrySet()) {
        Files.writeString(data.resolve(file.getKey()), file.getValue());
      }
      Files.writeString(
          data.resolve("conflist.template"),
          Files.readString(repository.root().resolve("nestlet/internal/agent/conflist.json"))
              .replace("@DATA_DIR@", "/nestling/data/cni-addresses"));
      try (InputStream script = Machine.class.getResourceAsStream(NODE_SCRIPT)) {
        Files.copy(
            Objects.requireNonNull(script, NODE_SCRIPT),
            data.resolve(NODE_SCRIPT),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var process =
        TiedProcess.start(
            List.of(
                "nsenter",
                "--net=/proc/" + testbed.node().network() + "/ns/net",
                "--",
                repository.machine().toString(),
                "--data",
                data.toString(),
                "--runtime",
                repository.runtime().toString(),
                "--images",
                repository.images().toString(),
                "--nestlet",
                repository.nestlet().toString(),
                "--name",
                name,
                "--link",
                "10.218." + number + ".1/30," + address + "/30",
                "--",
                "bash",
                "/nestling/data/" + NODE_SCRIPT,
                name,
                address),
            repository.root().resolve("test/target/" + name + ".log"));
    return new Machine(process, directory, name, address);
  }

  public String name() {
    return name;
  }

  public String address() {
    return address;
  }

  public boolean runs() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.signal("TERM");
    process.awaitEnd(END);
    directory.close();
  }
}
