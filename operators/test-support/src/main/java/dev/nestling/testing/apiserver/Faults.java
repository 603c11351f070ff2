package dev.nestling.testing.apiserver;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * What goes wrong, or happens in between: each rule is for requests that fit and for some times.
 */
public final class Faults {
  /** Where a crash cuts the write. */
  public enum Cut {
    /** The write never reached the server. */
    BEFORE_COMMIT,
    /** The write is stored, its answer never arrived. */
    AFTER_COMMIT
  }

  /**
   * A client that dies: after the fatal write none of its requests is answered, until {@link
   * Faults#clear}. The test then closes the dead operator and starts the next one.
   */
  public static final class Crash {
    private final String who;
    private final Cut cut;
    private final AtomicInteger writesLeft;
    private final CompletableFuture<ApiRequest> fatal = new CompletableFuture<>();

    private Crash(String who, int write, Cut cut) {
      this.who = who;
      this.cut = cut;
      this.writesLeft = new AtomicInteger(write);
    }

    /** Completed with the fatal write once it came. */
    public CompletableFuture<ApiRequest> fatalWrite() {
      return fatal;
    }

    private boolean isDead() {
      return fatal.isDone();
    }
  }

  private static final class Rule {
    private final Predicate<ApiRequest> which;
    private final AtomicInteger times;
    private final Effect effect;

    private Rule(Predicate<ApiRequest> which, int times, Effect effect) {
      this.which = which;
      this.times = new AtomicInteger(times);
      this.effect = effect;
    }

    private boolean fires(ApiRequest request) {
      return which.test(request) && times.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
  }

  private sealed interface Effect {
    record Refusal(ApiFailure failure) implements Effect {}

    record LostAnswer() implements Effect {}

    record Before(Runnable action) implements Effect {}
  }

  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<Crash> crashes = new CopyOnWriteArrayList<>();

  /**
   * Refuses the next {@code times} requests that fit.
   *
   * @param code the HTTP status: 409, 429, 500, …
   * @param reason as in a metav1.Status: {@code Conflict}, {@code TooManyRequests}, …
   */
  public void refuse(Predicate<ApiRequest> which, int times, int code, String reason) {
    ApiFailure failure = new ApiFailure(code, reason, "refused by the test");
    rules.add(new Rule(which, times, new Effect.Refusal(failure)));
  }

  /** Does the next request that fits, and cuts the connection instead of answering. */
  public void loseAnswer(Predicate<ApiRequest> which) {
    rules.add(new Rule(which, 1, new Effect.LostAnswer()));
  }

  /** Another actor acts just before the next request that fits is looked at. */
  public void before(Predicate<ApiRequest> which, Runnable otherActor) {
    rules.add(new Rule(which, 1, new Effect.Before(otherActor)));
  }

  /**
   * @param who the client, as in {@link ApiRequest#who}
   * @param write counts the client's writes from now on, starting at 1
   */
  public Crash crashAtWrite(String who, int write, Cut cut) {
    Crash crash = new Crash(who, write, cut);
    crashes.add(crash);
    return crash;
  }

  /** All is well again. */
  public void clear() {
    rules.clear();
    crashes.clear();
  }

  /** What happens to a request before it is looked at; empty when the connection must be cut. */
  boolean cutsBefore(ApiRequest request) {
    return crashes.stream()
        .filter(crash -> crash.who.equals(request.who()))
        .anyMatch(crash -> crash.isDead() || dies(crash, request, Cut.BEFORE_COMMIT));
  }

  boolean cutsAfter(ApiRequest request) {
    boolean dead =
        crashes.stream()
            .filter(crash -> crash.who.equals(request.who()))
            .anyMatch(crash -> dies(crash, request, Cut.AFTER_COMMIT));
    return dead || fire(request, Effect.LostAnswer.class).isPresent();
  }

  void actBefore(ApiRequest request) {
    fire(request, Effect.Before.class).ifPresent(before -> before.action().run());
  }

  void refuseIfAsked(ApiRequest request) {
    fire(request, Effect.Refusal.class)
        .ifPresent(
            refusal -> {
              throw refusal.failure();
            });
  }

  private static boolean dies(Crash crash, ApiRequest request, Cut cut) {
    if (crash.cut != cut || !request.isWrite() || crash.writesLeft.decrementAndGet() != 0) {
      return false;
    }
    crash.fatal.complete(request);
    return true;
  }

  private <E extends Effect> Optional<E> fire(ApiRequest request, Class<E> effect) {
    return rules.stream()
        .filter(rule -> effect.isInstance(rule.effect))
        .filter(rule -> rule.fires(request))
        .map(rule -> effect.cast(rule.effect))
        .findFirst();
  }
}
