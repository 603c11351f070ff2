package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import dev.nestling.core.rounds.Rounds;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * What is done inside a cluster for one pool, again and again. One silence is not believed yet.
 *
 * @param <W> what is wanted
 * @param <S> what is found
 */
abstract class ClusterRound<W extends ClusterRound.Wish, S> implements Rounds.Round<W, S> {
  static final String REFUSED = "Refused";
  static final String NOT_ANSWERING = "NotAnswering";

  private static final int BELIEVED_SILENCES = 2;
  private static final Duration AFTER_A_SILENCE = Duration.ofSeconds(2);
  private static final Duration WHILE_SILENT = Duration.ofSeconds(10);
  private static final int CONCURRENCY = 16;

  /** Wanted in a cluster. */
  interface Wish {
    NestedTarget target();
  }

  /** What all rounds share. */
  record Surroundings(Questioning questioning, NestedApi.Lanes lanes) {
    static Surroundings of(Questioning questioning) {
      return new Surroundings(
          questioning, new NestedApi.Lanes(new Semaphore(CONCURRENCY), new Semaphore(CONCURRENCY)));
    }
  }

  private final Surroundings surroundings;
  private @Nullable NestedTarget target;
  private @Nullable NestedApi api;
  private @Nullable S last;
  private @Nullable W lastWish;
  private int silences;

  ClusterRound(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Does what is due. */
  abstract Rounds.Found<S> visit(NestedApi cluster, W wish)
      throws UnavailableException, InterruptedException;

  /** The state when nothing is known but why. */
  abstract S unknown(Problem why);

  /** What a state of before is worth when the cluster is silent and something else is wanted. */
  S outdated(S before) {
    return before;
  }

  @Override
  public Rounds.Found<S> go(W wish) throws InterruptedException {
    try {
      Rounds.Found<S> found = visit(apiOf(wish.target()), wish);
      silences = 0;
      last = found.state();
      lastWish = wish;
      return found;
    } catch (UnavailableException e) {
      silences++;
      S before = last;
      if (before != null && silences < BELIEVED_SILENCES) {
        return new Rounds.Found<>(
            wish.equals(lastWish) ? before : outdated(before), AFTER_A_SILENCE);
      }
      return new Rounds.Found<>(unknown(new Problem(NOT_ANSWERING, e.why())), WHILE_SILENT);
    }
  }

  @Override
  public S failed(Throwable defect) {
    return unknown(
        new Problem("OperatorFailed", "the operator failed: " + defect.getClass().getName()));
  }

  /** A client remembers whether its cluster keeps us waiting. */
  private NestedApi apiOf(NestedTarget wanted) {
    NestedApi known = api;
    if (known != null && wanted.equals(target)) {
      return known;
    }
    var made = new NestedApi(surroundings.questioning(), surroundings.lanes(), wanted);
    target = wanted;
    api = made;
    return made;
  }
}
