package dev.nestling.core.ssh;

import static dev.nestling.core.ssh.Machine.PATIENCE;
import static dev.nestling.core.ssh.Machine.failure;
import static dev.nestling.core.ssh.Machine.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class SshUploadTest {
  @TempDir static Path directory;
  private static Machine machine;
  private static SshConnections ssh;

  @TempDir Path there;
  private SshSession session;

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

  @BeforeEach
  void connect() throws InterruptedException {
    session = machine.connect(ssh);
  }

  @AfterEach
  void disconnect() {
    session.close();
  }

  private Uploaded upload(Path path, int mode, String text) throws Exception {
    return value(session.upload(new Upload(path.toString(), mode, content(text)), PATIENCE));
  }

  private static Content content(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(there)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void aFileArrivesWithItsModeAndNothingElseStays() throws Exception {
    Path file = there.resolve("file");

    assertThat(upload(file, 0750, "content")).isEqualTo(new Uploaded.Written());

    assertThat(file).hasContent("content");
    assertThat(mode(file)).isEqualTo("rwxr-x---");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void theSameFileIsNotSentAgainAndAnotherOneReplacesIt() throws Exception {
    Path file = there.resolve("file");
    upload(file, 0644, "one");
    Object first = Files.getAttribute(file, "unix:ino");

    assertThat(upload(file, 0644, "one")).isEqualTo(new Uploaded.AlreadyThere());
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(first);

    assertThat(upload(file, 0644, "two")).isEqualTo(new Uploaded.Written());
    assertThat(file).hasContent("two");
    assertThat(Files.getAttribute(file, "unix:ino")).isNotEqualTo(first);
  }

  @Test
  void permissionsAreMadeRightWithoutSendingTheFile() throws Exception {
    Path file = there.resolve("file");
    upload(file, 0644, "one");

    assertThat(upload(file, 0600, "one")).isEqualTo(new Uploaded.AlreadyThere());
    assertThat(mode(file)).isEqualTo("rw-------");
  }

  @Test
  void aBigFileArrivesFromAFile() throws Exception {
    byte[] bytes = new byte[40_000_000];
    new Random(1).nextBytes(bytes);
    Path from = Files.write(there.resolve("from"), bytes);
    Path to = there.resolve("to");

    var upload = new Upload(to.toString(), 0755, Content.of(from));
    assertThat(value(session.upload(upload, PATIENCE))).isEqualTo(new Uploaded.Written());
    assertThat(to).hasBinaryContent(bytes);
    assertThat(value(session.upload(upload, PATIENCE))).isEqualTo(new Uploaded.AlreadyThere());
  }

  @Test
  void anEmptyFileArrives() throws Exception {
    Path file = there.resolve("empty");

    assertThat(upload(file, 0644, "")).isEqualTo(new Uploaded.Written());
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "it's",
        "\"quoted\"",
        "$(touch pwned)",
        "`touch pwned`",
        "; touch pwned #",
        "& touch pwned",
        "new\nline",
        "end\n",
        "back\\slash\\",
        "*?[a]{b,c}~",
        "-rf",
        "ü€😀",
        "!history",
        "%s%n",
        "''",
        "\t|<>$HOME",
      })
  void aNastyNameIsANameLikeAnyOther(String name) throws Exception {
    Path file = there.resolve(name);

    assertThat(upload(file, 0640, "content")).isEqualTo(new Uploaded.Written());
    assertThat(upload(file, 0640, "content")).isEqualTo(new Uploaded.AlreadyThere());

    assertThat(names()).containsExactly(name);
    assertThat(file).hasContent("content");
    assertThat(Path.of(System.getProperty("user.home"), "pwned")).doesNotExist();
  }

  @Test
  void theLongestNameIsNoTrouble() throws Exception {
    Path file = there.resolve("n".repeat(255));

    assertThat(upload(file, 0644, "content")).isEqualTo(new Uploaded.Written());
    assertThat(file).hasContent("content");
  }

  @Test
  void aLinkIsReplacedAndNotFollowed() throws Exception {
    Path elsewhere = Files.writeString(there.resolve("elsewhere"), "precious");
    Path link = Files.createSymbolicLink(there.resolve("link"), elsewhere);

    assertThat(upload(link, 0644, "content")).isEqualTo(new Uploaded.Written());

    assertThat(elsewhere).hasContent("precious");
    assertThat(link).isRegularFile().hasContent("content");
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void aDirectoryIsNotReplacedAndOneThatIsMissingIsNotMade() throws Exception {
    Path folder = Files.createDirectory(there.resolve("folder"));

    assertThat(upload(folder, 0644, "content"))
        .isInstanceOfSatisfying(
            Uploaded.Refused.class,
            refused ->
                assertThat(refused.result().stderr().text()).contains(folder + " is a directory"));
    assertThat(upload(there.resolve("missing/file"), 0644, "content"))
        .isInstanceOfSatisfying(
            Uploaded.Refused.class,
            refused -> assertThat(refused.result().redacted(List.of())).contains("missing"));
    assertThat(folder).isEmptyDirectory();
    assertThat(names()).containsExactly("folder");
  }

  @Test
  void aContentThatChangesOnTheWayIsRefused() throws Exception {
    Path file = Files.writeString(there.resolve("file"), "old");
    var opened = new AtomicInteger();
    Content changing = () -> content("version " + opened.incrementAndGet()).open();

    assertThat(value(session.upload(new Upload(file.toString(), 0644, changing), PATIENCE)))
        .isInstanceOfSatisfying(
            Uploaded.Refused.class,
            refused ->
                assertThat(refused.result().stderr().text())
                    .contains("what arrived is not what was sent"));
    assertThat(file).hasContent("old");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void aContentThatCannotBeReadIsOurTrouble() throws Exception {
    Path file = there.resolve("file");
    var upload = new Upload(file.toString(), 0644, Content.of(there.resolve("missing")));

    assertThatThrownBy(() -> session.upload(upload, PATIENCE)).isInstanceOf(IOException.class);
    assertThat(names()).isEmpty();
    assertThat(upload(file, 0644, "content")).isEqualTo(new Uploaded.Written());
  }

  @Test
  void aLostConnectionLeavesTheOldFileAndTheNextAttemptClearsUp(@TempDir Path other)
      throws Exception {
    Path file = Files.writeString(there.resolve("file"), "old");
    var half = new CompletableFuture<Void>();
    try (Machine failing = Machine.start(other);
        SshSession doomed = failing.connect(ssh)) {
      var upload = new Upload(file.toString(), 0644, stalling(half));
      Thread.ofVirtual()
          .start(
              () -> {
                half.join();
                await()
                    .until(() -> names().stream().anyMatch(name -> name.startsWith(".nestling-")));
                failing.server.dropConnections();
              });

      failure(doomed.upload(upload, PATIENCE), SshFailure.ConnectionLost.class);
    }
    assertThat(file).hasContent("old");

    assertThat(upload(file, 0644, "new")).isEqualTo(new Uploaded.Written());
    assertThat(file).hasContent("new");
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(names()).containsExactly("file"));
  }

  /** Ends at once when it is summed up; when it is sent, it gives half and waits. */
  private static Content stalling(CompletableFuture<Void> half) {
    var opened = new AtomicInteger();
    return () -> {
      if (opened.getAndIncrement() == 0) {
        return InputStream.nullInputStream();
      }
      return new InputStream() {
        private int given;

        @Override
        public int read() {
          throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
          if (given < 5_000_000) {
            given += length;
            return length;
          }
          half.complete(null);
          try {
            Thread.sleep(Duration.ofMillis(20));
          } catch (InterruptedException e) {
            return -1;
          }
          return 1;
        }
      };
    };
  }

  @Test
  void timeCanRunOut() throws Exception {
    Path file = there.resolve("file");
    var upload = new Upload(file.toString(), 0644, stalling(new CompletableFuture<>()));

    failure(session.upload(upload, Duration.ofSeconds(10)), SshFailure.TimedOut.class);

    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relative", "", "/", "/directory/", "/nul\0"})
  void thePathMustBeThatOfAFile(String path) {
    assertThatThrownBy(() -> new Upload(path, 0644, content("")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyPermissionsAreAMode() {
    assertThatThrownBy(() -> new Upload("/file", 04755, content("")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
