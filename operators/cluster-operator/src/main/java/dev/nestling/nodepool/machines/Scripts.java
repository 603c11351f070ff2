package dev.nestling.nodepool.machines;

import dev.nestling.core.ssh.Shell;
import dev.nestling.core.ssh.SshCommand;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;

/** What runs on machines, as root; the texts are beside this class. */
final class Scripts {
  /** The exit code of {@link #install} on a machine that is somebody else's. */
  static final int TAKEN = 40;

  /** The exit code of {@link #clean} on a machine that is not ours. */
  static final int NOT_OURS = 41;

  private static final String COMMON = resource("common.sh");
  private static final String LOOK = resource("look.sh");
  private static final String STAGE = resource("stage.sh");
  private static final String INSTALL = resource("install.sh");
  private static final String CLEAN = resource("clean.sh");
  static final String UNIT = resource("nestlet-agent.service");

  /**
   * A root has no need of sudo, and often has none. Whoever is not root can't end what is: so it
   * ends by itself.
   */
  private static final String AS_ROOT =
      "s=; [ \"$(id -u)\" = 0 ] || s='sudo -n';"
          + " exec $s timeout -s KILL %d /bin/sh -s -- \"$SSH_CONNECTION\"";

  /** What runs as root ends before whoever waits for it. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private static final Duration SHORT = Duration.ofSeconds(30);

  /** Unpacking takes a slow disk a while. */
  private static final Duration LONG = Duration.ofMinutes(5);

  private Scripts() {}

  /** Says what is there; see {@link Found#parse}. */
  static SshCommand look() {
    return asRoot(LOOK, SHORT);
  }

  /** Prints a directory that the user may put files into. */
  static SshCommand stage() {
    return SshCommand.script(STAGE, SHORT);
  }

  /** Takes away what was put there. */
  static SshCommand unstage(String archive) {
    String directory = archive.substring(0, archive.lastIndexOf('/'));
    return SshCommand.of("rm -rf -- " + Shell.quote(directory), SHORT);
  }

  /**
   * Makes a node of the machine.
   *
   * @param archive where the files are; empty when they are installed already
   */
  static SshCommand install(Goal.Install goal, String mark, String archive) {
    return asRoot(
        variable("mark", mark)
            + variable("fingerprint", goal.fingerprint())
            + variable("restart", goal.restart() ? "yes" : "")
            + variable("reference", goal.filesReference())
            + variable("archive", archive)
            + encoded("agent_config", goal.agentConfig())
            + encoded("ca", goal.caPem())
            + encoded("token", goal.token())
            + encoded("unit", UNIT)
            + INSTALL,
        LONG);
  }

  /**
   * Removes everything.
   *
   * @param mark of the machine, if it is ours
   */
  static SshCommand clean(String mark) {
    return asRoot(variable("mark", mark) + CLEAN, LONG);
  }

  /** It is read to its end before anything runs, and its commands have no input. */
  private static SshCommand asRoot(String script, Duration timeout) {
    String whole = "{\n" + COMMON + script + "\n} </dev/null\n";
    return SshCommand.of(AS_ROOT.formatted(timeout.minus(MARGIN).toSeconds()), timeout)
        .withInput(whole.getBytes(StandardCharsets.UTF_8));
  }

  private static String variable(String name, String value) {
    return name + "=" + Shell.quote(value) + "\n";
  }

  private static String encoded(String name, String value) {
    return variable(
        name, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
  }

  private static String resource(String name) {
    try (InputStream stream = Scripts.class.getResourceAsStream(name)) {
      return new String(
          Objects.requireNonNull(stream, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
