package dev.nestling.nodepool.machines;

import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import dev.nestling.core.ssh.Content;
import dev.nestling.core.ssh.SshAnswer;
import dev.nestling.core.ssh.SshApi;
import dev.nestling.core.ssh.SshFailure;
import dev.nestling.core.ssh.SshResult;
import dev.nestling.core.ssh.SshSession;
import dev.nestling.core.ssh.SshTarget;
import dev.nestling.core.ssh.Upload;
import dev.nestling.core.ssh.Uploaded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** What is done on one machine, again and again: everything in it may be repeated. */
final class MachineRound implements Rounds.Round<MachineWish, MachineState> {
  private static final Duration CONNECTING = Duration.ofSeconds(20);
  private static final Duration UPLOADING = Duration.ofMinutes(15);

  private static final Duration SETTLED = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(2);
  private static final int SCRIPT_MODE = 0600;
  private static final Pattern STAGE = Pattern.compile("/(opt/[.]|var/tmp/)nestling-[0-9]{1,10}");

  private final SshApi ssh;
  private final Semaphore slots;
  private final InstantSource clock;
  private Optional<SshTarget> target = Optional.empty();
  private Optional<Found> known = Optional.empty();
  private Optional<Instant> changed = Optional.empty();
  private int failures;

  /**
   * @param slots how many machines are worked on at the same time
   */
  MachineRound(SshApi ssh, Semaphore slots, InstantSource clock) {
    this.ssh = ssh;
    this.slots = slots;
    this.clock = clock;
  }

  @Override
  public Rounds.Found<MachineState> go(MachineWish wish) throws InterruptedException {
    MachineState state;
    if (target.filter(wish.target()::equals).isEmpty()) {
      target = Optional.of(wish.target());
      known = Optional.empty();
    }
    slots.acquire();
    try {
      state = visit(wish);
    } catch (StoppedException stopped) {
      state = new MachineState(target, known, changed, Optional.of(stopped.problem), false);
    } finally {
      slots.release();
    }
    if (state.problem().isPresent()) {
      failures++;
      return new Rounds.Found<>(state, backoff());
    }
    failures = 0;
    return new Rounds.Found<>(state, wish.settled() || state.clean() ? SETTLED : SOON);
  }

  private Duration backoff() {
    Duration doubled = AFTER_A_FAILURE.multipliedBy(1L << Math.min(failures - 1, 10));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }

  @Override
  public MachineState failed(Throwable defect) {
    return MachineState.troubled(
        new Problem("OperatorFailed", "the operator failed: " + defect.getClass().getName()));
  }

  private MachineState visit(MachineWish wish) throws InterruptedException, StoppedException {
    try (SshSession session = value(ssh.connect(wish.target(), CONNECTING))) {
      Found found = look(session);
      return switch (wish.goal()) {
        case Goal.Look any -> seen(found);
        case Goal.Install goal -> install(session, wish, goal, found);
        case Goal.Clean any -> clean(session, wish, found);
      };
    }
  }

  private Found look(SshSession session) throws InterruptedException, StoppedException {
    SshResult result = value(session.run(Scripts.look()));
    try {
      return Found.parse(result.stdout().text());
    } catch (IllegalArgumentException notUnderstood) {
      String said = result.redacted(List.of());
      throw new StoppedException(
          said.contains("sudo")
              ? new Problem(
                  "SudoRefused",
                  "its user is not root and may not use sudo without a password: " + said)
              : new Problem("MachineUnsuitable", "it did not say what it is: " + said));
    }
  }

  private MachineState seen(Found found) {
    known = Optional.of(found);
    return new MachineState(target, known, changed, Optional.empty(), false);
  }

  private MachineState install(SshSession session, MachineWish wish, Goal.Install goal, Found found)
      throws InterruptedException, StoppedException {
    known = Optional.of(found);
    if (found.owner().filter(owner -> !owner.equals(wish.mark())).isPresent()) {
      throw new StoppedException(Failures.taken());
    }
    if (found.owner().isEmpty() && !found.lacking().isEmpty()) {
      throw new StoppedException(Failures.unsuitable(found));
    }
    boolean anew = goal.restart() || !found.installed().equals(Optional.of(goal.fingerprint()));
    String archive = "";
    if (goal.files().isPresent()) {
      archive = stage(session) + "/files.tar.gz";
    }
    try {
      if (goal.files().isPresent()) {
        upload(session, archive, goal.files().get());
      }
      run(session, wish, goal, archive, found);
    } finally {
      if (!archive.isEmpty() && session.isOpen()) {
        session.run(Scripts.unstage(archive));
      }
    }
    if (anew) {
      changed = Optional.of(clock.instant());
    }
    return seen(look(session));
  }

  /** What could not be completed on a machine that had nothing is undone. */
  private static void run(
      SshSession session, MachineWish wish, Goal.Install goal, String archive, Found found)
      throws InterruptedException, StoppedException {
    SshResult result = value(session.run(Scripts.install(goal, wish.mark(), archive)));
    if (result.exitCode() == Scripts.TAKEN) {
      throw new StoppedException(Failures.taken());
    }
    if (!result.ok()) {
      if (found.owner().isEmpty()) {
        session.run(Scripts.clean(wish.mark()));
      }
      throw new StoppedException(
          new Problem(
              "InstallFailed",
              "what a node needs could not be installed: "
                  + result.redacted(List.of(goal.token()))));
    }
  }

  private static String stage(SshSession session) throws InterruptedException, StoppedException {
    SshResult result = value(session.run(Scripts.stage()));
    if (!result.ok()) {
      throw new StoppedException(
          new Problem(
              "InstallFailed",
              "there is no place where its user may put files: " + result.redacted(List.of())));
    }
    String said = result.stdout().text().strip();
    String directory = said.substring(said.lastIndexOf('\n') + 1);
    if (!STAGE.matcher(directory).matches()) {
      throw new StoppedException(
          new Problem("MachineUnsuitable", "it did not say where files may be put"));
    }
    return directory;
  }

  private static void upload(SshSession session, String path, Path file)
      throws InterruptedException, StoppedException {
    try {
      Uploaded uploaded =
          value(session.upload(new Upload(path, SCRIPT_MODE, Content.of(file)), UPLOADING));
      if (uploaded instanceof Uploaded.Refused(SshResult result)) {
        throw new StoppedException(
            new Problem(
                "InstallFailed",
                "what a node needs could not be put there: " + result.redacted(List.of())));
      }
    } catch (IOException e) {
      throw new StoppedException(
          new Problem("InstallFailed", "the operator can't read its own files: " + e.getMessage()));
    }
  }

  /** Only a machine that has nothing at all is clean without our doing anything. */
  private MachineState clean(SshSession session, MachineWish wish, Found found)
      throws InterruptedException, StoppedException {
    known = Optional.of(found);
    if (found.owner().isEmpty() && found.installed().isEmpty() && found.files().isEmpty()) {
      return new MachineState(target, Optional.empty(), changed, Optional.empty(), true);
    }
    if (found.owner().isEmpty()) {
      throw new StoppedException(
          new Problem(
              "MarkMissing",
              "something of Nestling's is installed on it, and /etc/nestling/machine does not say whose it"
                  + " is; it should read: "
                  + wish.mark()));
    }
    SshResult result = value(session.run(Scripts.clean(wish.mark())));
    if (result.exitCode() == Scripts.NOT_OURS) {
      throw new StoppedException(Failures.taken());
    }
    if (!result.ok()) {
      throw new StoppedException(
          new Problem(
              "CleaningFailed",
              "what was installed could not be removed: " + result.redacted(List.of())));
    }
    return new MachineState(target, Optional.empty(), changed, Optional.empty(), true);
  }

  private static <T> T value(SshAnswer<T> answer) throws StoppedException {
    return switch (answer) {
      case SshAnswer.Ok<T>(T value) -> value;
      case SshAnswer.Failed<T>(SshFailure failure) ->
          throw new StoppedException(Failures.of(failure));
    };
  }

  /** The visit can't go on. */
  private static final class StoppedException extends Exception {
    private final transient Problem problem;

    StoppedException(Problem problem) {
      super(problem.message());
      this.problem = problem;
    }
  }
}
