package dev.nestling.core.content;

import java.util.List;
import java.util.Optional;

/**
 * What else is done inside a cluster by whoever keeps its content.
 *
 * @param rewriteWith the generation of the encryption key that every Secret has to be written with;
 *     all API servers must write with it already
 * @param issuers of tokens that the API servers should work with
 */
public record Errands(Optional<Integer> rewriteWith, List<Issuer> issuers) {
  public static final Errands NONE = new Errands(Optional.empty(), List.of());

  /**
   * @param audience one that its tokens may be for
   */
  public record Issuer(String url, String audience) {}

  public Errands {
    issuers = List.copyOf(issuers);
  }

  /** Whether there is nothing to do. */
  public boolean isNone() {
    return equals(NONE);
  }
}
