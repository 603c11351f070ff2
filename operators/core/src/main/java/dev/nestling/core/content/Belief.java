package dev.nestling.core.content;

import dev.nestling.core.nested.api.UnavailableException;
import java.util.List;

/**
 * What of all that is heard becomes the state. What may pass by itself is believed when it came
 * {@value #REPEATS} times in a row, and its changing words are no news; that a server falls silent
 * takes away nothing that is known of its content.
 */
final class Belief {
  private static final int REPEATS = 3;

  private volatile ContentState state = new ContentState.NeverApplied();
  private int passing;

  ContentState state() {
    return state;
  }

  /** Whether it changes the state. */
  boolean hear(NestedContent content, List<Problem> problems) {
    if (problems.isEmpty()) {
      passing = 0;
      return become(new ContentState.Applied(content.fingerprint()));
    }
    passing = problems.stream().allMatch(Problem::passing) ? passing + 1 : REPEATS;
    if (passing < REPEATS) {
      return false;
    }
    return become(
        new ContentState.Failed(
            content.fingerprint(),
            problems.stream().map(problem -> inKnownWords(problem, content)).toList()));
  }

  /** Whether it changes the state. */
  boolean hear(NestedContent content, UnavailableException failure) {
    if (isAbout(content)) {
      return false;
    }
    return become(new ContentState.Unavailable(content.fingerprint(), failure.why()));
  }

  private boolean isAbout(NestedContent content) {
    return switch (state) {
      case ContentState.NeverApplied _ -> false;
      case ContentState.Applied it -> it.fingerprint().equals(content.fingerprint());
      case ContentState.Failed it -> it.fingerprint().equals(content.fingerprint());
      case ContentState.Unavailable it -> it.fingerprint().equals(content.fingerprint());
    };
  }

  private ContentFailure inKnownWords(Problem problem, NestedContent content) {
    ContentFailure now = problem.failure();
    if (problem.passing() && state instanceof ContentState.Failed failed && isAbout(content)) {
      for (ContentFailure before : failed.failures()) {
        if (before.object().equals(now.object()) && before.reason().equals(now.reason())) {
          return before;
        }
      }
    }
    return now;
  }

  private boolean become(ContentState next) {
    if (next.equals(state)) {
      return false;
    }
    state = next;
    return true;
  }
}
