package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
   * Starts a machine that joins by kubeadm, with a stock kubelet.
   *
   * @param number of the machine, 0 to 63; no two that run have the same
   * @param join what follows {@code kubeadm join}: where, and with which token
   */
  public static Machine startNode(Testbed testbed, int number, List<String> join) {
    Repository repository = testbed.repository();
    String name = "machine-" + number;
    String address = "10.218." + number + ".2";
    var directory =
        OwnedDirectory.create(
            repository.root().resolve(".nestling/testbeds"), name + "-", left -> {});
    Path data = directory.path().resolve("data");
    try {
      Files.createDirectories(data);
      Files.copy(repository.kubeadm(), data.resolve("kubeadm"), StandardCopyOption.COPY_ATTRIBUTES);
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
    List<String> command = new ArrayList<>(
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
                address));
    command.addAll(join);
    var process =
        TiedProcess.start(
            command,
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
