package dev.nestling.nodepool.machines;

import dev.nestling.core.ssh.Output;
import dev.nestling.core.ssh.SshAnswer;
import dev.nestling.core.ssh.SshApi;
import dev.nestling.core.ssh.SshCommand;
import dev.nestling.core.ssh.SshFailure;
import dev.nestling.core.ssh.SshResult;
import dev.nestling.core.ssh.SshSession;
import dev.nestling.core.ssh.SshTarget;
import dev.nestling.core.ssh.Upload;
import dev.nestling.core.ssh.Uploaded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A machine that says what a test wants it to say, and remembers what it was asked. */
final class PlayedMachine implements SshApi {
  static final String BLANK =
      "address=192.0.2.7\narch=x86_64\nsystemd=yes\nfree=9000000\ndone=yes\n";

  final List<String> deeds = new ArrayList<>();
  Optional<SshFailure> refusal = Optional.empty();
  Optional<SshResult> refusedUpload = Optional.empty();
  String look = BLANK;
  SshResult install = result(0, "");
  SshResult clean = result(0, "");
  SshResult stage = result(0, "/var/tmp/nestling-0\n");

  static SshResult result(int code, String text) {
    return code == 0
        ? new SshResult(0, new Output(text, 0, ""), new Output("", 0, ""))
        : new SshResult(code, new Output("", 0, ""), new Output(text, 0, ""));
  }

  @Override
  public SshAnswer<SshSession> connect(SshTarget target, Duration patience) {
    return refusal
        .<SshAnswer<SshSession>>map(SshAnswer.Failed::new)
        .orElseGet(() -> new SshAnswer.Ok<>(new Session()));
  }

  private final class Session implements SshSession {
    @Override
    public SshAnswer<SshResult> run(SshCommand command) {
      Deed deed = Deed.of(command);
      deeds.add(deed.name());
      return new SshAnswer.Ok<>(
          switch (deed) {
            case LOOK -> result(0, look);
            case STAGE -> stage;
            case INSTALL -> install;
            case CLEAN -> clean;
            case UNSTAGE -> result(0, "");
          });
    }

    @Override
    public SshAnswer<Uploaded> upload(Upload upload, Duration timeout) {
      deeds.add("UPLOAD " + upload.path());
      return new SshAnswer.Ok<>(
          refusedUpload.<Uploaded>map(Uploaded.Refused::new).orElseGet(Uploaded.Written::new));
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {
      // Nothing is open.
    }
  }

  /** What a machine is asked to do; commands show their line and their length. */
  private enum Deed {
    LOOK,
    STAGE,
    INSTALL,
    CLEAN,
    UNSTAGE;

    static Deed of(SshCommand command) {
      String shown = command.toString();
      if (shown.equals(Scripts.look().toString())) {
        return LOOK;
      }
      if (shown.equals(Scripts.stage().toString())) {
        return STAGE;
      }
      if (shown.equals(Scripts.clean("uid a").toString())) {
        return CLEAN;
      }
      return shown.startsWith("SshCommand[rm -rf -- ") ? UNSTAGE : INSTALL;
    }
  }
}
