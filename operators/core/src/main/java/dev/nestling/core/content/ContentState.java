package dev.nestling.core.content;

import java.util.List;

/** What has come of a nested cluster's content. */
public sealed interface ContentState {

  /** Nothing has come of anything yet. */
  record NeverApplied() implements ContentState {}

  /**
   * Everything is as it should be, and what is no longer wanted is gone.
   *
   * @param fingerprint {@linkplain NestedContent#fingerprint() of what was applied}
   */
  record Applied(String fingerprint) implements ContentState {}

  /**
   * These objects are not as they should be; all the others were applied, but nothing was removed.
   *
   * @param fingerprint of what was wanted
   * @param failures at least one, in the order of application
   */
  record Failed(String fingerprint, List<ContentFailure> failures) implements ContentState {
    public Failed {
      failures = List.copyOf(failures);
    }
  }

  /**
   * The server can't be worked with: nobody answers, it refuses us or everything, or it does not
   * let us keep the inventory. What is known of the same content already stands through this.
   *
   * @param fingerprint of what was wanted
   * @param message for the owner
   */
  record Unavailable(String fingerprint, String message) implements ContentState {}

  /** Whether exactly this content is there. */
  default boolean applied(NestedContent content) {
    return this instanceof Applied done && done.fingerprint().equals(content.fingerprint());
  }
}
