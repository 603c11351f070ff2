package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A server that a user may log in to, and what both need. */
final class Machine implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final Keys keys;
  final Path ed25519;
  final Path rsa;
  final Path ecdsa;
  final SshIdentity identity;
  final OpenSshServer server;

  /** Skips the test where no server is installed, as {@code make unit} promises. */
  static Machine start(Path directory, String... settings) throws IOException {
    assumeTrue(OpenSshServer.installed(), "openssh-server is not installed");
    return new Machine(directory, settings);
  }

  private Machine(Path directory, String... settings) throws IOException {
    keys = new Keys(directory);
    ed25519 = keys.plain("host-ed25519", "-t", "ed25519");
    rsa = keys.plain("host-rsa", "-t", "rsa", "-b", "2048");
    ecdsa = keys.plain("host-ecdsa", "-t", "ecdsa", "-b", "256");
    identity = Keys.identity(keys.plain("user", "-t", "ed25519"));
    server =
        new OpenSshServer(
            Files.createDirectory(directory.resolve("server")),
            identity,
            List.of(ed25519, rsa, ecdsa),
            settings);
  }

  SshTarget target() {
    return target(List.of(Keys.hostKey(ed25519)));
  }

  SshTarget target(List<HostKey> hostKeys) {
    return new SshTarget("127.0.0.1", server.port(), OpenSshServer.USER, hostKeys, identity);
  }

  SshSession connect(SshApi ssh) throws InterruptedException {
    return value(ssh.connect(target(), PATIENCE));
  }

  static <T> T value(SshAnswer<T> answer) {
    assertThat(answer.failed()).isEmpty();
    return answer.answered().orElseThrow();
  }

  static <F extends SshFailure> F failure(SshAnswer<?> answer, Class<F> type) {
    assertThat(answer.failed()).as("%s", answer).containsInstanceOf(type);
    return type.cast(answer.failed().orElseThrow());
  }

  @Override
  public void close() {
    server.close();
  }
}
