package dev.nestling.core.ssh;

import java.util.List;
import java.util.Optional;

/**
 * Why something was not done. That a command ended with another code than 0 is no failure. After
 * {@link ConnectionLost} and {@link TimedOut} nobody knows how far a command got; it is killed when
 * its time is over, at the latest.
 */
public sealed interface SshFailure {

  /** For the owner; says nothing secret. */
  String message();

  /** Nobody answers there: refused, no route, no such name, or silence until the handshake. */
  record Unreachable(String message) implements SshFailure {}

  /** Somebody answers who speaks no SSH, or none that is strict enough. */
  record Incompatible(String message) implements SshFailure {}

  /**
   * Somebody answers who does not have an expected host key. No credentials were sent.
   *
   * @param expected fingerprints, {@code SHA256:…}
   * @param seen the fingerprint of the key that was shown; none when the machine has no key of the
   *     expected types
   */
  record HostKeyMismatch(List<String> expected, Optional<String> seen, String message)
      implements SshFailure {}

  /** The machine is the right one, and does not let the user in with this key. */
  record NotAuthenticated(String message) implements SshFailure {}

  /** The connection ended, or stopped answering. */
  record ConnectionLost(String message) implements SshFailure {}

  /**
   * It took longer than it may.
   *
   * @param stdout what the command had printed by then
   * @param stderr likewise
   */
  record TimedOut(String message, Output stdout, Output stderr) implements SshFailure {
    TimedOut(String message) {
      this(message, Output.NOTHING, Output.NOTHING);
    }
  }
}
