package dev.nestling.test.testbed;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A {@link Machine} with an SSH server, and nothing of Kubernetes. */
public final class SshMachine implements AutoCloseable {
  /** One who may be root by sudo. */
  public static final String USER = "ops";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<String> SCRIPTS = List.of("ssh-machine.sh", "systemctl", "journalctl");

  private final Testbed testbed;
  private final Machine machine;
  private final Key user;
  private final String hostKey;

  /** What a machine has beside the usual. */
  public enum Condition {
    USUAL,
    FULL_DISK
  }

  /**
   * A pair of keys in files.
   *
   * @param file of the private one; beside it, with {@code .pub}, is the public one
   */
  public record Key(Path file) {

    /** A new one. */
    public static Key generate(Path file) {
      Command.run(
          List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"),
          file.toString());
      return new Key(file);
    }

    public String privateText() {
      return read(file);
    }

    public String publicText() {
      return read(file.resolveSibling(file.getFileName() + ".pub")).strip();
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private SshMachine(Testbed testbed, Machine machine, Key user, String hostKey) {
    this.testbed = testbed;
    this.machine = machine;
    this.user = user;
    this.hostKey = hostKey;
  }

  /**
   * Starts a machine, and returns when one can log in.
   *
   * @param number 0 to 63; no two that run have the same
   * @param user who is let in, as root and as {@value #USER}
   */
  public static SshMachine start(Testbed testbed, int number, Key user, Condition condition) {
    List<Key> hostKeys = new ArrayList<>();
    Machine machine =
        Machine.start(
            testbed,
            number,
            (identity, data) -> {
              for (String script : SCRIPTS) {
                Machine.copyScript(script, data);
              }
              WorkerImages.provide(testbed.repository(), data);
              hostKeys.add(Key.generate(data.resolve("host_key")));
              Files.writeString(data.resolve("authorized_keys"), user.publicText() + "\n");
              List<String> command =
                  new ArrayList<>(
                      List.of("bash", Machine.INSIDE + "/ssh-machine.sh", identity.address()));
              if (condition == Condition.FULL_DISK) {
                command.add("full");
              }
              return command;
            });
    var started = new SshMachine(testbed, machine, user, hostKeys.getFirst().publicText());
    started.awaitLogin();
    return started;
  }

  public String name() {
    return machine.name();
  }

  public String address() {
    return machine.address();
  }

  /** As its owner reads it off the machine. */
  public String hostKey() {
    return hostKey;
  }

  /** Ends everything on it, and starts it again with what it keeps; returns when one can log in. */
  public void reboot() {
    machine.reboot();
    awaitLogin();
  }

  private void awaitLogin() {
    await("login on " + name())
        .atMost(PATIENCE)
        .failFast("the machine ended", () -> !machine.runs())
        .ignoreExceptions()
        .until(() -> run("echo in").strip().equals("in"));
  }

  /** What a command of root's prints there. */
  public String run(String command) {
    return Command.run(
        List.of(
            "nsenter",
            "--net=/proc/" + testbed.node().network() + "/ns/net",
            "--",
            "ssh",
            "-F",
            "/dev/null",
            "-i",
            user.file().toString(),
            "-o",
            "IdentitiesOnly=yes",
            "-o",
            "StrictHostKeyChecking=no",
            "-o",
            "UserKnownHostsFile=/dev/null",
            "-o",
            "LogLevel=ERROR",
            "root@" + address()),
        command);
  }

  @Override
  public void close() {
    machine.close();
  }
}
