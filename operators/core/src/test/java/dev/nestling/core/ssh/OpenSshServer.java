package dev.nestling.core.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real {@code sshd} on loopback with keys and configuration of its own, which lets in whoever
 * runs the test.
 */
final class OpenSshServer implements AutoCloseable {
  static final String USER = System.getProperty("user.name");

  private static final Path PROGRAM = Path.of("/usr/sbin/sshd");
  private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

  private final Process process;
  private final Path log;
  private final int port;

  /**
   * @param directory empty, for this server alone
   * @param authorized who is let in
   * @param hostKeys private ones
   * @param settings lines of its configuration
   */
  OpenSshServer(Path directory, SshIdentity authorized, List<Path> hostKeys, String... settings) {
    try {
      port = freePort();
      log = directory.resolve("log");
      Path keys = Files.writeString(directory.resolve("keys"), authorized.publicKey() + "\n");
      List<String> lines =
          new ArrayList<>(
              List.of(
                  "Port " + port,
                  "ListenAddress 127.0.0.1",
                  "AuthorizedKeysFile " + keys,
                  "PidFile none",
                  "UsePAM no",
                  "StrictModes no",
                  "PasswordAuthentication no",
                  "KbdInteractiveAuthentication no",
                  "PermitRootLogin prohibit-password"));
      hostKeys.forEach(key -> lines.add("HostKey " + key));
      lines.addAll(List.of(settings));
      lines.add("LogLevel VERBOSE");
      Path configuration = Files.write(directory.resolve("sshd_config"), lines);
      makePrivilegeSeparationDirectory();
      process =
          new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> log().contains("Server listening on 127.0.0.1") || !process.isAlive());
      if (!process.isAlive()) {
        throw new IllegalStateException("sshd did not start: " + log());
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Part of Debian's package {@code openssh-server}. */
  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  /** A server of root's insists on it; Debian makes it when the service starts. */
  private static void makePrivilegeSeparationDirectory() throws IOException {
    if (USER.equals("root") && !Files.isDirectory(PRIVILEGE_SEPARATION)) {
      Files.createDirectory(
          PRIVILEGE_SEPARATION,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  /** Everything that it said until now. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the processes that serve connections, and what runs in them. */
  void dropConnections() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
  }

  /** Stops what serves connections, as a machine that hangs; the network stays. */
  void freeze() {
    signal("-STOP");
  }

  void thaw() {
    signal("-CONT");
  }

  private void signal(String signal) {
    process
        .descendants()
        .forEach(each -> Keys.run(List.of("/bin/kill", signal, String.valueOf(each.pid()))));
  }

  @Override
  public void close() {
    dropConnections();
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
