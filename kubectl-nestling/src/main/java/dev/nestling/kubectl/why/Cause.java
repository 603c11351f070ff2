package dev.nestling.kubectl.why;

import java.util.Optional;

/**
 * A link of the chain from Ready down.
 *
 * @param what it is about, such as {@code Ready=False} or {@code Pod edge-server-0}
 * @param type of the condition, or the kind of the object
 * @param reason in one word
 * @param message in the words of whoever said it; may be empty
 * @param advice what the guide says to do
 */
public record Cause(
    String what, String type, String reason, String message, Optional<String> advice) {

  /** In one line. */
  public String line() {
    return what + "  " + reason + (message.isBlank() ? "" : ": " + message);
  }
}
