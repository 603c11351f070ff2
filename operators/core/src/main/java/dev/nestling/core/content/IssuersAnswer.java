package dev.nestling.core.content;

import java.util.List;

/**
 * Which issuers of tokens an API server works with.
 *
 * @param asked the issuers that it was asked for, in their order; empty before it was
 * @param unreached it has them and can't get their keys
 * @param unknown it does not have them: it takes a changed list only when all of it answers
 */
public record IssuersAnswer(List<String> asked, List<String> unreached, List<String> unknown) {
  public static final IssuersAnswer NEVER = new IssuersAnswer(List.of(), List.of(), List.of());

  public IssuersAnswer {
    asked = List.copyOf(asked);
    unreached = List.copyOf(unreached);
    unknown = List.copyOf(unknown);
  }

  boolean isGood() {
    return unreached.isEmpty() && unknown.isEmpty();
  }
}
