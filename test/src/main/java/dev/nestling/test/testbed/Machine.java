package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
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

  /** Where a machine has its data. */
  static final String INSIDE = "/nestling/data";

  private static final String NODE_SCRIPT = "stock-node.sh";

  private final List<String> command;
  private final Path log;
  private final OwnedDirectory directory;
  private final Identity identity;
  private TiedProcess process;

  private Machine(List<String> command, Path log, OwnedDirectory directory, Identity identity) {
    this.command = List.copyOf(command);
    this.log = log;
    this.directory = directory;
    this.identity = identity;
    this.process = TiedProcess.start(this.command, log);
  }

  /**
   * Starts a machine that joins by kubeadm, with a stock kubelet.
   *
   * @param number of the machine, 0 to 63; no two that run have the same
   * @param join what follows {@code kubeadm join}: where, and with which token
   */
  public static Machine startNode(Testbed testbed, int number, List<String> join) {
    return start(
        testbed,
        number,
        (machine, data) -> {
          Files.copy(
              testbed.repository().kubeadm(),
              data.resolve("kubeadm"),
              StandardCopyOption.COPY_ATTRIBUTES);
          copyScript(NODE_SCRIPT, data);
          List<String> command = new ArrayList<>();
          command.addAll(
              List.of("bash", INSIDE + "/" + NODE_SCRIPT, machine.name(), machine.address()));
          command.addAll(join);
          return command;
        });
  }

  /**
   * Starts a machine that is one more node of the management cluster, and returns when it is Ready
   * and its pods are reached.
   *
   * @param number as above
   */
  public static Machine startManagementNode(Testbed testbed, int number) {
    Machine started =
        start(testbed, number, (machine, data) -> ManagementNode.prepare(testbed, machine, data));
    ManagementNode.awaitReady(testbed, started);
    return started;
  }

  /** What a machine is started with. */
  interface Preparation {
    /**
     * Writes what the machine needs.
     *
     * @param data a directory that is {@value Machine#INSIDE} inside
     * @return the program to run, with its arguments
     */
    List<String> prepare(Identity machine, Path data) throws IOException;
  }

  /** What a machine is called, and where it is in the node's network. */
  record Identity(String name, String address) {}

  /** A script of the testbed, for machines. */
  static void copyScript(String name, Path directory) throws IOException {
    try (InputStream script = Machine.class.getResourceAsStream(name)) {
      Path copy = directory.resolve(name);
      Files.copy(Objects.requireNonNull(script, name), copy, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  static Machine start(Testbed testbed, int number, Preparation preparation) {
    Repository repository = testbed.repository();
    Identity identity = new Identity("machine-" + number, "10.218." + number + ".2");
    var directory =
        OwnedDirectory.create(
            repository.root().resolve(".nestling/testbeds"), identity.name() + "-", left -> {});
    Path data = directory.path().resolve("data");
    List<String> command =
        new ArrayList<>(
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
                identity.name(),
                "--link",
                "10.218." + number + ".1/30," + identity.address() + "/30",
                "--"));
    try {
      Files.createDirectories(data);
      command.addAll(preparation.prepare(identity, data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Machine(
        command,
        repository.root().resolve("test/target/" + identity.name() + ".log"),
        directory,
        identity);
  }

  public String name() {
    return identity.name();
  }

  public String address() {
    return identity.address();
  }

  public boolean runs() {
    return process.isAlive();
  }

  /** What it keeps, as its {@value #INSIDE}. */
  Path data() {
    return directory.path().resolve("data");
  }

  /** Ends everything on it, and starts it again with what it keeps. */
  void reboot() {
    end();
    process = TiedProcess.start(command, log);
  }

  private void end() {
    process.signal("TERM");
    process.awaitEnd(END);
  }

  @Override
  public void close() {
    end();
    directory.close();
  }
}
