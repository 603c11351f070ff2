package dev.nestling.test.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of Debian's package, with its files in a folder of its own, on one address of
 * this machine.
 */
public final class PostgreSQL implements AutoCloseable {
  private static final String USER = "postgres";
  private static final String PASSWORD = "correct-horse";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path binaries;
  private final OwnedDirectory directory;
  private final String address;
  private final int port;
  private @Nullable TiedProcess process;

  private PostgreSQL(OwnedDirectory directory, String address) throws IOException {
    this.binaries = installed();
    this.directory = directory;
    this.address = address;
    this.port = FreePort.on(InetAddress.getByName(address));
  }

  /** Starts a server that listens on {@code address} alone. */
  public static PostgreSQL start(String address) {
    // It refuses to run as root, and its user must be able to enter the folder.
    var directory =
        OwnedDirectory.create(Path.of("/var/tmp"), "nestling-postgresql-", nothingRuns -> {});
    try {
      var server = new PostgreSQL(directory, address);
      server.initialize();
      server.restart();
      return server;
    } catch (IOException e) {
      directory.close();
      throw new UncheckedIOException(e);
    }
  }

  private void initialize() throws IOException {
    var passwordFile = Files.writeString(directory.path().resolve("password"), PASSWORD);
    Command.run(List.of("chown", "-R", USER), directory.path().toString());
    asUser(
        "initdb",
        "--pgdata=" + data(),
        "--auth-host=scram-sha-256",
        "--auth-local=trust",
        "--pwfile=" + passwordFile);
    Files.writeString(
        data().resolve("pg_hba.conf"),
        "local all all trust\nhost all all 0.0.0.0/0 scram-sha-256\n");
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
    asUser("createdb", "--host=" + directory.path(), "--port=" + port, name);
    return url(name);
  }

  public String url(String database) {
    return "postgres://%s:%s@%s:%d/%s?sslmode=disable"
        .formatted(USER, PASSWORD, address, port, database);
  }

  /** Ends at once, as a crash does: clients lose their connections. */
  public void stop() {
    if (process != null) {
      process.signal("QUIT");
      process.awaitEnd(PATIENCE);
      process = null;
    }
  }

  /** Starts again with the data that is there. */
  public void restart() {
    Path log = directory.path().resolve("log");
    var started =
        TiedProcess.startAs(
            USER,
            List.of(
                binaries.resolve("postgres").toString(),
                "-D",
                data().toString(),
                "-c",
                "listen_addresses=" + address,
                "-c",
                "port=" + port,
                "-c",
                "unix_socket_directories=" + directory.path()),
            log);
    process = started;
    Awaitility.await("PostgreSQL, see " + log)
        .atMost(PATIENCE)
        .failFast("PostgreSQL ended, see " + log, () -> !started.isAlive())
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(
            () -> asUser("pg_isready", "--host=" + directory.path(), "--port=" + port),
            answer -> true);
  }

  @Override
  public void close() {
    stop();
    directory.close();
  }

  private Path data() {
    return directory.path().resolve("data");
  }

  private String asUser(String program, String... arguments) {
    return Command.run(
        List.of("runuser", "-u", USER, "--", binaries.resolve(program).toString()), arguments);
  }
}
