package dev.nestling.nodepool.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.rounds.Rounds;
import dev.nestling.core.ssh.HostKey;
import dev.nestling.core.ssh.SshFailure;
import dev.nestling.core.ssh.SshIdentity;
import dev.nestling.core.ssh.SshTarget;
import dev.nestling.core.ssh.UnusableKeyException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MachineRoundTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final String MARK = "uid a";
  private static final String TOKEN = "abcdef.0123456789abcdef";
  private static final String UPLOAD = "UPLOAD /var/tmp/nestling-0/files.tar.gz";
  private static final Goal INSTALL =
      new Goal.Install(
          "image", Optional.of(Path.of("/files")), "config", "ca", TOKEN, "fingerprint", false);

  private static SshTarget target;

  private final PlayedMachine machine = new PlayedMachine();
  private final MachineRound round =
      new MachineRound(machine, new Semaphore(1), InstantSource.fixed(NOW));

  @BeforeAll
  static void makeKeys() throws GeneralSecurityException, UnusableKeyException {
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    SshIdentity identity =
        SshIdentity.parse(
            "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(key)
                + "\n-----END PRIVATE KEY-----\n");
    target =
        new SshTarget(
            "192.0.2.7", 22, "root", List.of(HostKey.parse(identity.publicKey())), identity);
  }

  private Rounds.Found<MachineState> go(Goal goal) throws InterruptedException {
    return round.go(new MachineWish(target, MARK, goal, false));
  }

  private String reason(Goal goal) throws InterruptedException {
    return go(goal).state().problem().orElseThrow().reason();
  }

  @Test
  void lookingChangesNothing() throws InterruptedException {
    assertThat(go(new Goal.Look()).state().found()).contains(Found.parse(PlayedMachine.BLANK));
    assertThat(machine.deeds).containsExactly("LOOK");
  }

  @Test
  void whatIsInstalledIsLookedAt() throws InterruptedException {
    assertThat(go(INSTALL).state().problem()).isEmpty();
    assertThat(machine.deeds)
        .containsExactly("LOOK", "STAGE", UPLOAD, "INSTALL", "UNSTAGE", "LOOK");
  }

  @Test
  void filesThatAreThereAreNotBroughtAgain() throws InterruptedException {
    go(new Goal.Install("image", Optional.empty(), "config", "ca", TOKEN, "fingerprint", false));
    assertThat(machine.deeds).containsExactly("LOOK", "INSTALL", "LOOK");
  }

  @Test
  void aMachineOfSomebodyElseIsLeftAlone() throws InterruptedException {
    machine.look = PlayedMachine.BLANK + "owner=other a\n";
    assertThat(reason(INSTALL)).isEqualTo("MachineTaken");
    assertThat(machine.deeds).containsExactly("LOOK");
    machine.clean = PlayedMachine.result(Scripts.NOT_OURS, "");
    assertThat(reason(new Goal.Clean())).isEqualTo("MachineTaken");
  }

  @Test
  void whatLacksSomethingNowIsNotBegun() throws InterruptedException {
    machine.look = PlayedMachine.BLANK + "foreign=/etc/rancher\n";
    assertThat(reason(INSTALL)).isEqualTo("MachineUnsuitable");
    assertThat(machine.deeds).containsExactly("LOOK");
  }

  @Test
  void onlyAMachineWithNothingOnItIsCleanByItself() throws InterruptedException {
    assertThat(go(new Goal.Clean()).state().clean()).isTrue();
    assertThat(machine.deeds).containsExactly("LOOK");
    machine.look = PlayedMachine.BLANK + "installed=0123\nfiles=image\n";
    assertThat(reason(new Goal.Clean())).as("its mark was lost").isEqualTo("MarkMissing");
    assertThat(machine.deeds).doesNotContain("CLEAN");
  }

  @Test
  void whenAnAgentWasStartedAnewIsRemembered() throws InterruptedException {
    assertThat(go(INSTALL).state().changed()).contains(NOW);
  }

  @Test
  void aMachineThatIsLookedAtElsewhereIsNotKnown() throws InterruptedException {
    go(new Goal.Look());
    machine.refusal = Optional.of(new SshFailure.Unreachable("nobody answers"));
    SshTarget elsewhere =
        new SshTarget("192.0.2.8", 22, "root", target.hostKeys(), target.identity());
    assertThat(round.go(new MachineWish(elsewhere, MARK, new Goal.Look(), false)).state().found())
        .isEmpty();
  }

  @Test
  void whoComesSecondIsTold() throws InterruptedException {
    machine.install = PlayedMachine.result(Scripts.TAKEN, "");
    assertThat(reason(INSTALL)).isEqualTo("MachineTaken");
    assertThat(machine.deeds).doesNotContain("CLEAN").contains("UNSTAGE");
  }

  @Test
  void nothingHalfInstalledIsLeft() throws InterruptedException {
    machine.install = PlayedMachine.result(2, "tar: No space left on device, token " + TOKEN);
    var state = go(INSTALL).state();
    assertThat(state.problem().orElseThrow().reason()).isEqualTo("InstallFailed");
    assertThat(state.problem().orElseThrow().message())
        .contains("No space left on device")
        .doesNotContain(TOKEN);
    assertThat(machine.deeds).contains("CLEAN", "UNSTAGE");
  }

  @Test
  void whatRunsIsNotTakenAwayBecauseAChangeFailed() throws InterruptedException {
    machine.look = PlayedMachine.BLANK + "owner=uid a\ninstalled=\nfiles=image\n";
    machine.install = PlayedMachine.result(2, "tar: No space left on device");
    assertThat(reason(INSTALL)).isEqualTo("InstallFailed");
    assertThat(machine.deeds).doesNotContain("CLEAN");
  }

  @Test
  void aPlaceThatCanNotBeWrittenToIsSaid() throws InterruptedException {
    machine.stage = PlayedMachine.result(1, "mkdir: Read-only file system");
    assertThat(reason(INSTALL)).isEqualTo("InstallFailed");
    machine.stage = PlayedMachine.result(0, "/var/tmp/nestling-0\n");
    machine.refusedUpload = Optional.of(PlayedMachine.result(1, "No space left on device"));
    assertThat(reason(INSTALL)).isEqualTo("InstallFailed");
    assertThat(machine.deeds).doesNotContain("INSTALL").endsWith("UNSTAGE");
  }

  @Test
  void whereFilesArePutIsNotLeftToTheMachine() throws InterruptedException {
    machine.stage = PlayedMachine.result(0, "Welcome!\n/etc\n");
    assertThat(reason(INSTALL)).isEqualTo("MachineUnsuitable");
    machine.stage = PlayedMachine.result(0, "Welcome!\n/var/tmp/nestling-0\n");
    assertThat(go(INSTALL).state().problem()).isEmpty();
    assertThat(machine.deeds).contains(UPLOAD);
  }

  @Test
  void aMachineThatSaysNothingIsUnsuitable() throws InterruptedException {
    machine.look = "";
    assertThat(reason(new Goal.Look())).isEqualTo("MachineUnsuitable");
  }

  @Test
  void cleaningIsRepeatedUntilItIsDone() throws InterruptedException {
    machine.look = PlayedMachine.BLANK + "owner=uid a\ninstalled=older\n";
    machine.clean = PlayedMachine.result(1, "these are mounted");
    assertThat(reason(new Goal.Clean())).isEqualTo("CleaningFailed");
    machine.clean = PlayedMachine.result(0, "");
    assertThat(go(new Goal.Clean()).state().clean()).isTrue();
    assertThat(go(new Goal.Look()).state().clean()).as("another goal").isFalse();
  }

  @Test
  void whatIsKnownOutlivesASilence() throws InterruptedException {
    go(new Goal.Look());
    machine.refusal = Optional.of(new SshFailure.Unreachable("nobody answers"));
    var state = go(new Goal.Look()).state();
    assertThat(state.problem().orElseThrow().reason()).isEqualTo("MachineUnreachable");
    assertThat(state.found()).isPresent();
  }

  @Test
  void whoFailsIsAskedLessAndLessOften() throws InterruptedException {
    machine.refusal = Optional.of(new SshFailure.Unreachable("nobody answers"));
    Duration before = go(new Goal.Look()).pause();
    for (int i = 0; i < 20; i++) {
      Duration pause = go(new Goal.Look()).pause();
      assertThat(pause).isGreaterThanOrEqualTo(before).isLessThanOrEqualTo(Duration.ofMinutes(2));
      before = pause;
    }
    machine.refusal = Optional.empty();
    assertThat(go(new Goal.Look()).pause()).isLessThan(before);
  }
}
