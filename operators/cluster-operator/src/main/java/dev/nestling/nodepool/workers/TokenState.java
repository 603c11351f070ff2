package dev.nestling.nodepool.workers;

import dev.nestling.core.plan.Problem;
import java.util.Optional;

/**
 * What became of a pool's tokens inside its cluster.
 *
 * @param givenOutWith UID of the Secret whose token is good; none when none is
 * @param trouble why it is not as it is wanted
 */
record TokenState(Optional<String> givenOutWith, Optional<Problem> trouble) {

  /** Whether it is as it was wished; a token before the last one of the same Secret is as good. */
  boolean fulfils(TokenWish wish) {
    return trouble.isEmpty() && givenOutWith.equals(wish.token().map(JoinToken::uid));
  }
}
