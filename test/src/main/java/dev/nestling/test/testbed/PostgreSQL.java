package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/**
 * A PostgreSQL server of Debian's package, with its files in a folder of its own, on one address of
 * this machine.
 */
public final class PostgreSQL implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String PASSWORD = "correct-horse";

  private final Path binaries;
  private final Path directory;
  private final String address;
  private final int port;

  private PostgreSQL(Path binaries, Path directory, String address, int port) {
    this.binaries = binaries;
    this.directory = directory;
    this.address = address;
    this.port = port;
  }

  /** Starts a server that listens on {@code address} alone. */
  public static PostgreSQL start(String address) {
    try (var socket = new ServerSocket(0)) {
      // The server refuses to run as root and its user must be able to enter the folder.
      var directory = Files.createTempDirectory(Path.of("/var/tmp"), "nestling-postgresql-");
      Command.run(List.of("chown", USER, directory.toString()));
      var server = new PostgreSQL(installed(), directory, address, socket.getLocalPort());
      var passwordFile = Files.writeString(directory.resolve("password"), PASSWORD);
      Command.run(List.of("chown", USER, passwordFile.toString()));
      server.asUser(
          "initdb",
          "--pgdata=" + server.data(),
          "--auth-host=scram-sha-256",
          "--auth-local=trust",
          "--pwfile=" + passwordFile);
      Files.writeString(
          server.data().resolve("pg_hba.conf"),
          "local all all trust\nhost all all 0.0.0.0/0 scram-sha-256\n");
      server.restart();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path installed() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.exists(bin.resolve("postgres")))
          .max(Comparator.naturalOrder())
          .orElseThrow(
              () -> new IllegalStateException("PostgreSQL is missing (Debian: postgresql)"));
    }
  }

  /** Makes a database and returns its data source name. */
  public String createDatabase(String name) {
    asUser("createdb", "--host=" + directory, "--port=" + port, name);
    return url(name);
  }

  public String url(String database) {
    return "postgres://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(USER, PASSWORD, address, port, database);
  }

  public void stop() {
    asUser("pg_ctl", "stop", "--pgdata=" + data(), "--mode=immediate", "--wait");
  }

  public void restart() {
    asUser(
        "pg_ctl",
        "start",
        "--pgdata=" + data(),
        "--wait",
        "--log=" + directory.resolve("log"),
        "--options=-c listen_addresses=%s -c port=%d -c unix_socket_directories=%s"
            .formatted(address, port, directory));
  }

  @Override
  public void close() {
    stop();
    Command.run(List.of("rm", "-rf", directory.toString()));
  }

  private Path data() {
    return directory.resolve("data");
  }

  private void asUser(String program, String... arguments) {
    Command.run(
        List.of("runuser", "-u", USER, "--", binaries.resolve(program).toString()), arguments);
  }
}
