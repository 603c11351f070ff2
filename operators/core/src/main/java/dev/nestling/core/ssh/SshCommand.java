package dev.nestling.core.ssh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * What a machine is to do. The command line can be seen by everybody on the machine: what is secret
 * belongs into the standard input or into a script.
 */
public final class SshCommand {
  private static final byte[] NOTHING = {};

  private final String line;
  private final byte[] stdin;
  private final Duration timeout;

  private SshCommand(String line, byte[] stdin, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("no time to run it: " + timeout);
    }
    this.line = line;
    this.stdin = stdin;
    this.timeout = timeout;
  }

  /**
   * A line for sh, without input.
   *
   * @param line where words come from elsewhere, {@linkplain Shell#quote quoted}; at most about 100
   *     KiB
   * @param timeout after which it is killed
   */
  public static SshCommand of(String line, Duration timeout) {
    return new SshCommand(line, NOTHING, timeout);
  }

  /**
   * A script for sh, of any length. It is read to its end before its first command runs: of a
   * script that arrives in part nothing runs, and its commands find an empty standard input instead
   * of the rest of it. No line of it may end a group that it did not begin.
   *
   * @param timeout after which it is killed
   */
  public static SshCommand script(String script, Duration timeout) {
    String whole = "{\n" + script + "\n} </dev/null\n";
    return new SshCommand("exec /bin/sh -s", whole.getBytes(StandardCharsets.UTF_8), timeout);
  }

  /** The same with another standard input. */
  public SshCommand withInput(byte[] input) {
    return new SshCommand(line, input.clone(), timeout);
  }

  String line() {
    return line;
  }

  Content stdin() {
    return Content.of(stdin);
  }

  Duration timeout() {
    return timeout;
  }

  /** Without the standard input, so that no log ever shows it. */
  @Override
  public String toString() {
    return "SshCommand[" + line + ", " + stdin.length + " bytes, " + timeout + "]";
  }
}
