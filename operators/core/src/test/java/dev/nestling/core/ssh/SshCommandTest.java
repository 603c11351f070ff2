package dev.nestling.core.ssh;

import static dev.nestling.core.ssh.Machine.PATIENCE;
import static dev.nestling.core.ssh.Machine.failure;
import static dev.nestling.core.ssh.Machine.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SshCommandTest {
  private static final Duration SHORT = Duration.ofSeconds(5);

  @TempDir static Path directory;
  private static Machine machine;
  private static SshConnections ssh;

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

  private SshResult run(String line) throws InterruptedException {
    return value(session.run(SshCommand.of(line, PATIENCE)));
  }

  private SshResult script(String script) throws InterruptedException {
    return value(session.run(SshCommand.script(script, PATIENCE)));
  }

  @Test
  void anExitCodeIsAResult() throws InterruptedException {
    assertThat(run("exit 0").ok()).isTrue();
    assertThat(run("exit 3")).matches(result -> result.exitCode() == 3 && !result.ok());
    assertThat(run("no-such-command").exitCode()).isEqualTo(127);
    assertThat(run("kill -TERM $$").exitCode()).isEqualTo(128 + 15);
  }

  @Test
  void bothOutputsArriveWhole() throws InterruptedException {
    var result = run("echo out; echo err >&2; printf 'ü'");

    assertThat(result.stdout().text()).isEqualTo("out\nü");
    assertThat(result.stderr().text()).isEqualTo("err\n");
  }

  @Test
  void theInputArrivesWhole() throws InterruptedException {
    byte[] bytes = new byte[3_000_000];
    new Random(1).nextBytes(bytes);

    var result = value(session.run(SshCommand.of("wc -c", PATIENCE).withInput(bytes)));

    assertThat(result.stdout().text().strip()).isEqualTo("3000000");
  }

  @Test
  void aCommandNeedNotReadItsInput() throws InterruptedException {
    var command = SshCommand.of("exit 4", PATIENCE).withInput(new byte[20_000_000]);

    assertThat(value(session.run(command)).exitCode()).isEqualTo(4);
  }

  @Test
  void aCommandWithoutInputFindsItsEnd() throws InterruptedException {
    assertThat(run("cat").ok()).isTrue();
  }

  @Test
  void commandsRunSideBySide() throws InterruptedException {
    var all =
        IntStream.range(0, 8)
            .mapToObj(number -> "sleep 1; echo " + number)
            .map(line -> inBackground(SshCommand.of(line, PATIENCE)))
            .toList();

    for (int number = 0; number < all.size(); number++) {
      assertThat(value(all.get(number).join()).stdout().text()).isEqualTo(number + "\n");
    }
  }

  private CompletableFuture<SshAnswer<SshResult>> inBackground(SshCommand command) {
    var answer = new CompletableFuture<SshAnswer<SshResult>>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                answer.complete(session.run(command));
              } catch (InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  @Test
  void nothingOfOurEnvironmentIsSentAndThereIsNoTerminalAndNoAgent() throws InterruptedException {
    var result =
        run("echo \"[$SSH_AUTH_SOCK][$DISPLAY][$LANG][$LC_ALL]\"; test -t 0 || echo no terminal");

    assertThat(result.stdout().text()).isEqualTo("[][][][]\nno terminal\n");
  }

  @Test
  void aScriptIsNotOnTheCommandLineAndMayBeLong() throws InterruptedException {
    var result = script("# " + "x".repeat(500_000) + "\ntr '\\0' ' ' < /proc/$$/cmdline # secret");

    assertThat(result.stderr().text()).isEmpty();
    assertThat(result.stdout().text()).isEqualTo("/bin/sh -s ");
  }

  @Test
  void commandsOfAScriptDoNotEatTheRestOfIt() throws InterruptedException {
    String longerThanAnyBuffer = "# not for cat\n".repeat(20_000);

    assertThat(script("cat\n" + longerThanAnyBuffer + "echo behind\nexit 5"))
        .matches(result -> result.exitCode() == 5)
        .matches(result -> result.stdout().text().equals("behind\n"));
  }

  @Test
  void ofAScriptThatArrivesInPartNothingRuns() throws InterruptedException {
    Path traces = directory.resolve("traces");
    byte[] whole = ("{\ntouch " + traces + "\necho").getBytes(StandardCharsets.UTF_8);

    var result = value(session.run(SshCommand.script("", PATIENCE).withInput(whole)));

    assertThat(result.ok()).isFalse();
    assertThat(traces).doesNotExist();
  }

  @Test
  void endlessOutputIsBounded() throws InterruptedException {
    int kept = Catcher.KEPT_BYTES;
    var result = run("echo first; yes | head -c 50000000; echo last; yes e | head -c 100000 >&2");

    assertThat(result.stdout().head()).startsWith("first\ny\n").hasSize(kept);
    assertThat(result.stdout().tail()).endsWith("y\nlast\n").hasSize(kept);
    assertThat(result.stdout().leftOut()).isEqualTo(50_000_000 + 11 - 2L * kept);
    assertThat(result.stdout().text()).contains("bytes left out]");
    assertThat(result.stderr().leftOut()).isEqualTo(100_000 - 2L * kept);
  }

  @Test
  void whoPrintsForEverIsStoppedWhenTheTimeIsOver() throws InterruptedException {
    var timedOut =
        failure(session.run(SshCommand.of("echo begun; yes", SHORT)), SshFailure.TimedOut.class);

    assertThat(timedOut.stdout().head()).startsWith("begun\ny\n");
    assertThat(timedOut.stdout().leftOut()).isPositive();
    assertThat(run("echo still there").stdout().text()).isEqualTo("still there\n");
  }

  @Test
  void theMachineKillsWhatTakesTooLongWithItsChildren() throws InterruptedException, IOException {
    Path pids = directory.resolve("pids");
    String line = "sleep 1000 & echo $! $$ > " + pids + "; trap '' HUP TERM; echo begun; wait";

    var timedOut =
        failure(session.run(SshCommand.of(line, SHORT.multipliedBy(2))), SshFailure.TimedOut.class);

    assertThat(timedOut.stdout().text()).isEqualTo("begun\n");
    String[] all = Files.readString(pids).strip().split(" ");
    assertThat(all).hasSize(2);
    for (String pid : all) {
      await().atMost(PATIENCE).until(() -> !isRunning(pid));
    }
  }

  /** Zombies don't run; who reaps them is not our concern. */
  private static boolean isRunning(String pid) {
    try {
      return !Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whoNeverReadsItsInputIsStoppedWhenTheTimeIsOver() throws InterruptedException {
    var command = SshCommand.of("sleep 1000", SHORT).withInput(new byte[20_000_000]);

    failure(session.run(command), SshFailure.TimedOut.class);

    assertThat(run("echo still there").ok()).isTrue();
  }

  @Test
  void aServiceThatKeepsTheOutputOpenDoesNotKeepUs() throws InterruptedException {
    var command = SshCommand.of("sleep 1000 & echo $!", Duration.ofMinutes(15));

    var result = value(session.run(command));

    assertThat(result.exitCode()).isZero();
    assertThat(run("kill " + result.stdout().text().strip()).ok()).isTrue();
  }

  @Test
  void aLostConnectionIsNoResult(@TempDir Path other) throws InterruptedException, IOException {
    try (Machine failing = Machine.start(other);
        SshSession doomed = failing.connect(ssh)) {
      session.close();
      session = doomed;
      Path begun = other.resolve("begun");
      var answer = inBackground(SshCommand.of("touch " + begun + "; sleep 100", PATIENCE));
      await().atMost(PATIENCE).until(() -> Files.exists(begun));

      failing.server.dropConnections();

      failure(answer.join(), SshFailure.ConnectionLost.class);
      assertThat(doomed.isOpen()).isFalse();
      failure(doomed.run(SshCommand.of("true", PATIENCE)), SshFailure.ConnectionLost.class);
    }
  }

  @Test
  void closingTheSessionEndsWhoeverWaits() throws InterruptedException {
    Path begun = directory.resolve("begun");
    var answer = inBackground(SshCommand.of("touch " + begun + "; sleep 100", PATIENCE));
    await().atMost(PATIENCE).until(() -> Files.exists(begun));

    session.close();

    failure(answer.join(), SshFailure.ConnectionLost.class);
  }

  @Test
  void whoIsInterruptedStopsWaiting() throws InterruptedException {
    var interrupted = new CompletableFuture<Boolean>();
    Thread caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    session.run(
                        SshCommand.of("sleep 100", PATIENCE).withInput(new byte[20_000_000]));
                    interrupted.complete(false);
                  } catch (InterruptedException e) {
                    interrupted.complete(true);
                  }
                });
    Thread.sleep(500);
    caller.interrupt();

    assertThat(interrupted.join()).isTrue();
    assertThat(run("true").ok()).isTrue();
  }

  @Test
  void secretsOfTheInputAreInNoLog() {
    assertThat(SshCommand.script("echo secret", PATIENCE).toString()).doesNotContain("secret");
  }

  @Test
  void aCommandNeedsTime() {
    assertThatThrownBy(() -> SshCommand.of("true", Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
