package dev.nestling.core.ssh;

import static dev.nestling.core.ssh.Machine.PATIENCE;
import static dev.nestling.core.ssh.Machine.failure;
import static dev.nestling.core.ssh.Machine.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SshHandshakeTest {
  private static final Duration SHORT = Duration.ofSeconds(2);

  @TempDir static Path directory;
  private static Machine machine;
  private static SshConnections ssh;

  @BeforeAll
  static void start() throws IOException {
    machine = Machine.start(directory);
    ssh = new SshConnections();
  }

  @AfterAll
  static void stop() {
    if (ssh != null) {
      ssh.close();
      machine.close();
    }
  }

  private static SshAnswer<SshSession> connect(SshTarget target) throws InterruptedException {
    return ssh.connect(target, PATIENCE);
  }

  private static SshTarget target(OpenSshServer server, HostKey expected) {
    return new SshTarget(
        "127.0.0.1", server.port(), OpenSshServer.USER, List.of(expected), machine.identity);
  }

  private static SshTarget at(int port) {
    return new SshTarget(
        "127.0.0.1",
        port,
        OpenSshServer.USER,
        List.of(Keys.hostKey(machine.ed25519)),
        machine.identity);
  }

  private static void assertLetsIn(SshTarget target) throws InterruptedException {
    try (SshSession session = value(connect(target))) {
      var result = value(session.run(SshCommand.of("echo in", PATIENCE)));
      assertThat(result.stdout().text()).isEqualTo("in\n");
      assertThat(session.isOpen()).isTrue();
    }
  }

  @Test
  void theRightMachineLetsTheRightUserIn() throws InterruptedException {
    assertLetsIn(machine.target());
  }

  @Test
  void everyTypeOfHostKeyAloneWillDo() throws InterruptedException {
    assertLetsIn(machine.target(List.of(Keys.hostKey(machine.rsa))));
    assertLetsIn(machine.target(List.of(Keys.hostKey(machine.ecdsa))));
  }

  @Test
  void aSecondExpectedKeyWillDo() throws InterruptedException {
    HostKey old = Keys.hostKey(machine.keys.plain("old", "-t", "ed25519"));

    assertLetsIn(machine.target(List.of(old, Keys.hostKey(machine.ed25519))));
  }

  @Test
  void everyTypeOfUserKeyWillDo(@TempDir Path other) throws InterruptedException, IOException {
    var keys = new Keys(other);
    for (Path key :
        List.of(
            keys.plain("rsa", "-t", "rsa", "-b", "3072"),
            keys.plain("pem", "-t", "rsa", "-b", "2048", "-m", "PEM"),
            keys.plain("p384", "-t", "ecdsa", "-b", "384"),
            keys.plain("pkcs8", "-t", "ecdsa", "-b", "521", "-m", "PKCS8"))) {
      var identity = Keys.identity(key);
      var directory = Files.createDirectory(other.resolve(key + "-server"));
      try (var server = new OpenSshServer(directory, identity, List.of(machine.ed25519))) {
        var hostKeys = List.of(Keys.hostKey(machine.ed25519));
        assertLetsIn(
            new SshTarget("127.0.0.1", server.port(), OpenSshServer.USER, hostKeys, identity));
      }
    }
  }

  @Test
  void anotherHostKeyIsRefusedBeforeAnythingOfTheUserIsSent(@TempDir Path other)
      throws InterruptedException {
    try (var server = talkative(other)) {
      HostKey expected = Keys.hostKey(machine.keys.plain("expected", "-t", "ed25519"));
      var target = target(server, expected);

      var mismatch = failure(connect(target), SshFailure.HostKeyMismatch.class);

      String seen = Keys.hostKey(machine.ed25519).fingerprint();
      assertThat(mismatch.expected()).containsExactly(expected.fingerprint());
      assertThat(mismatch.seen()).contains(seen);
      assertThat(mismatch.message()).contains(seen, expected.fingerprint());
      assertNobodyTriedToLogIn(server);
    }
  }

  @Test
  void aMachineWithoutAnExpectedTypeIsRefusedTheSameWay(@TempDir Path other)
      throws InterruptedException {
    try (var server = talkative(other)) {
      HostKey expected = Keys.hostKey(machine.ecdsa);
      var target = target(server, expected);

      var mismatch = failure(connect(target), SshFailure.HostKeyMismatch.class);

      assertThat(mismatch.expected()).containsExactly(expected.fingerprint());
      assertThat(mismatch.seen()).isEmpty();
      assertThat(mismatch.message()).contains("ecdsa-sha2-nistp256", "it offers ssh-ed25519");
      assertNobodyTriedToLogIn(server);
    }
  }

  private static void assertNobodyTriedToLogIn(OpenSshServer server) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> server.log().matches("(?s).*(Connection (closed|reset)|Disconnected|Unable).*"));
    assertThat(server.log()).contains("Connection from").doesNotContain("userauth");
  }

  @Test
  void whoTriesToLogInIsSeenInTheLog(@TempDir Path other) throws InterruptedException {
    try (var server = talkative(other)) {
      assertLetsIn(target(server, Keys.hostKey(machine.ed25519)));

      assertThat(server.log()).contains("userauth");
    }
  }

  /** Says each step; a usual one says only how they end. */
  private static OpenSshServer talkative(Path directory) {
    return new OpenSshServer(
        directory, machine.identity, List.of(machine.ed25519), "LogLevel DEBUG1");
  }

  @Test
  void aUserWhoIsNotThereIsRefused() throws InterruptedException {
    var target =
        new SshTarget(
            "127.0.0.1",
            machine.server.port(),
            "no-such-user",
            machine.target().hostKeys(),
            machine.identity);

    assertThat(failure(connect(target), SshFailure.NotAuthenticated.class).message())
        .contains("no-such-user", machine.identity.fingerprint());
  }

  @Test
  void anotherUsersKeyIsRefused() throws InterruptedException {
    SshIdentity stranger = Keys.identity(machine.keys.plain("stranger", "-t", "ed25519"));
    var target =
        new SshTarget(
            "127.0.0.1",
            machine.server.port(),
            OpenSshServer.USER,
            machine.target().hostKeys(),
            stranger);

    assertThat(failure(connect(target), SshFailure.NotAuthenticated.class).message())
        .contains(OpenSshServer.USER, stranger.fingerprint());
  }

  @Test
  void nobodyListens() throws InterruptedException, IOException {
    assertThat(
            failure(connect(at(OpenSshServer.freePort())), SshFailure.Unreachable.class).message())
        .startsWith("127.0.0.1:")
        .contains("refused");
  }

  @Test
  void somebodyListensAndNeverSpeaks() throws InterruptedException, IOException {
    try (var silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var answer = ssh.connect(at(silent.getLocalPort()), SHORT);

      assertThat(failure(answer, SshFailure.Unreachable.class).message())
          .contains("no answer within 2000 ms");
    }
  }

  @Test
  void somebodySpeaksSomethingElse() throws InterruptedException, IOException {
    try (var web = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      answerOnce(web, "HTTP/1.1 400 Bad Request\r\n".repeat(2000));

      assertThat(connect(at(web.getLocalPort())).failed())
          .containsInstanceOf(SshFailure.Incompatible.class);
    }
  }

  @Test
  void somebodyHangsUpAtOnce() throws InterruptedException, IOException {
    try (var busy = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      answerOnce(busy, "");

      assertThat(connect(at(busy.getLocalPort())).failed().orElseThrow())
          .as("he may hang up before the connection is known to be there")
          .isInstanceOfAny(SshFailure.ConnectionLost.class, SshFailure.Unreachable.class);
    }
  }

  private static void answerOnce(ServerSocket server, String text) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = server.accept()) {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
                if (!text.isEmpty()) {
                  socket.getInputStream().readAllBytes();
                }
              } catch (IOException e) {
                // The client was not interested.
              }
            });
  }

  @Test
  void aMachineOfWeakAlgorithmsIsRefused(@TempDir Path other) throws InterruptedException {
    for (String weak :
        List.of(
            "KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1",
            "Ciphers aes256-cbc,aes128-cbc",
            "MACs hmac-sha1,hmac-sha1-etm@openssh.com\nCiphers aes128-ctr")) {
      try (var server =
          new OpenSshServer(
              other, machine.identity, List.of(machine.ed25519), weak, "LogLevel DEBUG1")) {
        assertThat(failure(connect(at(server.port())), SshFailure.Incompatible.class).message())
            .contains("Unable to negotiate", "it offers " + weak.split("[ \n]")[1]);
        assertThat(server.log()).doesNotContain("userauth");
      }
    }
  }

  @Test
  void anRsaHostKeyMustSignWithSha2(@TempDir Path other) throws InterruptedException {
    HostKey rsa = Keys.hostKey(machine.rsa);
    try (var server =
        new OpenSshServer(
            other, machine.identity, List.of(machine.rsa), "HostKeyAlgorithms ssh-rsa")) {
      var target = target(server, rsa);

      assertThat(failure(connect(target), SshFailure.HostKeyMismatch.class).seen()).isEmpty();
    }
  }

  @Test
  void whoIsInterruptedLeavesNothingOpen() throws Exception {
    try (var silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      var outcome = new CompletableFuture<Boolean>();
      Thread caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      ssh.connect(at(silent.getLocalPort()), PATIENCE);
                      outcome.complete(false);
                    } catch (InterruptedException e) {
                      outcome.complete(true);
                    }
                  });
      try (Socket socket = silent.accept()) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        var said = socket.getInputStream().readNBytes("SSH-2.0-nestling".length());
        assertThat(said).asString(StandardCharsets.US_ASCII).isEqualTo("SSH-2.0-nestling");
        Thread.sleep(500);

        caller.interrupt();

        assertThat(outcome.join()).isTrue();
        assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }

  @Test
  void withoutAHostKeyThereIsNothingToConnectTo() {
    assertThatThrownBy(() -> new SshTarget("127.0.0.1", 22, "root", List.of(), machine.identity))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no host key");
  }
}
