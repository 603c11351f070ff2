package dev.nestling.core.ssh;

import static dev.nestling.core.ssh.Machine.PATIENCE;
import static dev.nestling.core.ssh.Machine.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class SshThreadsTest {
  /** The library's own pools; those that flush after an exchange of keys end when idle. */
  private static List<String> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.contains("ssh"))
        .filter(name -> !name.contains("kex-flusher"))
        .sorted()
        .toList();
  }

  private static void use(SshSession session) throws InterruptedException {
    assertThat(value(session.run(SshCommand.of("true", PATIENCE))).ok()).isTrue();
  }

  @Test
  void threadsDoNotGrowWithSessionsAndEndWithTheConnections(@TempDir Path directory)
      throws IOException, InterruptedException {
    List<String> before = threads();
    try (Machine machine = Machine.start(directory, "MaxStartups 100", "MaxSessions 20")) {
      try (var ssh = new SshConnections()) {
        for (int i = 0; i < 50; i++) {
          try (SshSession session = machine.connect(ssh)) {
            use(session);
          }
        }
        int afterMany = threads().size();
        assertThat(afterMany).isLessThanOrEqualTo(before.size() + 12);

        List<SshSession> idle = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          SshSession session = machine.connect(ssh);
          use(session);
          idle.add(session);
        }
        assertThat(threads()).hasSizeLessThanOrEqualTo(afterMany);
        assertThat(idle).allMatch(SshSession::isOpen);
      }
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(threads()).isEqualTo(before));
    }
  }

  @Test
  void aMachineThatStopsAnsweringIsNoticed(@TempDir Path directory)
      throws IOException, InterruptedException {
    try (Machine machine = Machine.start(directory);
        var ssh = new SshConnections(Duration.ofMillis(500));
        SshSession session = machine.connect(ssh)) {
      use(session);
      machine.server.freeze();
      try {
        var answer = session.run(SshCommand.of("true", PATIENCE));

        Machine.failure(answer, SshFailure.ConnectionLost.class);
      } finally {
        machine.server.thaw();
      }
    }
  }
}
