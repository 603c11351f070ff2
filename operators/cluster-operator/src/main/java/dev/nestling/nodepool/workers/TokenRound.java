package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Keeps a pool's tokens. Nothing else is done in between: what is taken back is urgent. */
final class TokenRound extends ClusterRound<TokenWish, TokenState> {
  private static final Duration AT_REST = Duration.ofMinutes(1);
  private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(10);

  private final InstantSource clock;

  TokenRound(Surroundings surroundings, InstantSource clock) {
    super(surroundings);
    this.clock = clock;
  }

  @Override
  Rounds.Found<TokenState> visit(NestedApi api, TokenWish wish)
      throws UnavailableException, InterruptedException {
    Optional<Problem> trouble = new TokenSecrets(api, wish).keep(clock.instant());
    return new Rounds.Found<>(
        new TokenState(wish.token().map(JoinToken::uid), trouble),
        trouble.isEmpty() ? AT_REST : AFTER_A_REFUSAL);
  }

  @Override
  TokenState unknown(Problem why) {
    return new TokenState(Optional.empty(), Optional.of(why));
  }
}
