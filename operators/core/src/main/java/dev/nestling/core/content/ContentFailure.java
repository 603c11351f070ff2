package dev.nestling.core.content;

import dev.nestling.core.nested.api.Reply;

/**
 * An object that is not as it should be, and why.
 *
 * @param object kind, namespace and name, such as {@code ConfigMap kube-system/coredns}
 * @param reason one word: the server's, such as {@code Invalid} or {@code Forbidden}, or ours, such
 *     as {@code UnknownKind}
 * @param message for the owner; never quotes a Secret
 */
public record ContentFailure(String object, String reason, String message) {
  static final String UNKNOWN_KIND = "UnknownKind";
  static final String UNUSABLE_NAME = "UnusableName";
  static final String DUPLICATE = "Duplicate";
  static final String RESERVED = "Reserved";
  static final String TOO_LARGE = "TooLarge";
  static final String TERMINATING = "Terminating";
  static final String NO_ANSWER = Reply.NO_ANSWER_REASON;

  @Override
  public String toString() {
    return object + ": " + message;
  }
}
