package dev.nestling.core.ssh;

import java.util.Collection;

/**
 * How a command ended.
 *
 * @param exitCode the command's own, or 128 and the number of the signal that ended it, as shells
 *     have it
 */
public record SshResult(int exitCode, Output stdout, Output stderr) {
  private static final int MAX_LENGTH = 1000;

  public boolean ok() {
    return exitCode == 0;
  }

  /**
   * One text for a status: the code and what was printed, errors before all else. Its end is kept,
   * at most a thousand characters.
   *
   * @param secrets of which nothing is shown
   */
  public String redacted(Collection<String> secrets) {
    var redaction = new Redaction(secrets);
    String errors = redaction.clean(stderr, MAX_LENGTH);
    String text = errors.isEmpty() ? redaction.clean(stdout, MAX_LENGTH) : errors;
    return "exit code " + exitCode + (text.isEmpty() ? "" : ": " + text);
  }
}
