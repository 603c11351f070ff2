package dev.nestling.core.nested;

import dev.nestling.core.logging.LogSubject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one cluster again and again. A good answer counts at once; that a cluster which answered no
 * longer does is believed when it was silent {@value #BELIEVED_SILENCES} times in a row, so that
 * one lost packet takes nobody's readiness away. Nor is every new word of a silence news: an
 * address that refuses and times out by turns would be written down for ever.
 */
final class Poller {
  private static final Logger LOG = LoggerFactory.getLogger(Poller.class);
  private static final int BELIEVED_SILENCES = 3;
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final double JITTER = 0.1;
  private static final int SERVER_ERRORS = 500;
  private static final int TOO_MANY_REQUESTS = 429;

  /**
   * What all pollers of a monitor share.
   *
   * @param cluster what is asked
   * @param clock measures silences
   * @param onChange told the key after its health changed
   * @param pace the pauses between questions
   * @param promptLane for clusters that answered without delay
   * @param slowLane for clusters that kept us waiting
   */
  record Surroundings(
      NestedCluster cluster,
      InstantSource clock,
      Consumer<ProbeKey> onChange,
      Pace pace,
      Semaphore promptLane,
      Semaphore slowLane) {}

  private final ProbeKey key;
  private final Surroundings surroundings;
  private volatile Health health = new Health.NeverAsked();
  private volatile boolean stopped;
  private @Nullable Thread thread;

  // Guarded by this.
  private NestedTarget target;
  private boolean poked;

  // Of the poller's own thread.
  private boolean slow;
  private int silences;
  private Health lastHeard = new Health.NeverAsked();
  private int repeats;
  private Instant unansweredSince;

  Poller(ProbeKey key, NestedTarget target, Surroundings surroundings) {
    this.key = key;
    this.target = target;
    this.surroundings = surroundings;
    this.unansweredSince = surroundings.clock().instant();
  }

  void startIn(ThreadFactory threads) {
    Thread started =
        threads.newThread(LogSubject.during(key.namespace(), key.cluster(), this::run));
    this.thread = started;
    started.start();
  }

  Health health() {
    return health;
  }

  synchronized void aimAt(NestedTarget newTarget) {
    if (!target.equals(newTarget)) {
      target = newTarget;
      poke();
    }
  }

  /** Something happened: the cluster deserves an eager poller again. */
  synchronized void poke() {
    poked = true;
    notifyAll();
  }

  /** The poller ends soon; nothing that it still hears counts. */
  void stop() {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  void awaitEnd(Duration patience) {
    Thread running = thread;
    try {
      if (running != null && !running.equals(Thread.currentThread())) {
        running.join(patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!stopped) {
        NestedTarget asked = nextTarget();
        Health heard = ask(asked);
        if (!stopped && isStillAimedAt(asked)) {
          take(heard);
        }
        pause(heard);
      }
    } catch (InterruptedException e) {
      // Stopping is the only reason to interrupt a poller.
    }
  }

  private synchronized NestedTarget nextTarget() {
    if (poked) {
      poked = false;
      unansweredSince = surroundings.clock().instant();
    }
    return target;
  }

  private synchronized boolean isStillAimedAt(NestedTarget asked) {
    return target.equals(asked);
  }

  private Health ask(NestedTarget asked) throws InterruptedException {
    Semaphore lane = slow ? surroundings.slowLane() : surroundings.promptLane();
    lane.acquire();
    long start = System.nanoTime();
    try {
      return surroundings.cluster().probe(asked);
    } catch (RuntimeException e) {
      LOG.error("A probe failed unexpectedly", e);
      return new Health.Unreachable("the operator failed to ask: " + e);
    } finally {
      slow = System.nanoTime() - start > SLOW.toNanos();
      lane.release();
    }
  }

  private void take(Health heard) {
    silences = isSilence(heard) ? silences + 1 : 0;
    repeats = heard.equals(lastHeard) ? repeats + 1 : 1;
    lastHeard = heard;
    if (heard.answered()) {
      unansweredSince = surroundings.clock().instant();
    }
    Health believed = believed(heard);
    if (believed.equals(health)) {
      return;
    }
    health = believed;
    try {
      surroundings.onChange().accept(key);
    } catch (RuntimeException e) {
      LOG.error("A listener failed", e);
    }
  }

  private Health believed(Health heard) {
    return switch (heard) {
      case Health.Answered now
          when health instanceof Health.Answered before && before.version().equals(now.version()) ->
          before;
      case Health.Unreachable _, Health.Refused _, Health.Unready _
          when isSilence(heard) && health.answered() && silences < BELIEVED_SILENCES ->
          health;
      case Health.Unreachable _
          when health instanceof Health.Unreachable && repeats < BELIEVED_SILENCES ->
          health;
      // The checks of a server that starts succeed one after the other.
      case Health.Unready _ when repeats < BELIEVED_SILENCES -> health;
      default -> heard;
    };
  }

  /** Whether the next question may well be answered: unlike a refusal, silence proves nothing. */
  private static boolean isSilence(Health heard) {
    return switch (heard) {
      case Health.Unreachable _, Health.Unready _ -> true;
      case Health.Refused refused ->
          refused.status() >= SERVER_ERRORS || refused.status() == TOO_MANY_REQUESTS;
      case Health.Answered _, Health.Untrusted _, Health.NeverAsked _ -> false;
    };
  }

  private void pause(Health heard) throws InterruptedException {
    Duration unanswered = Duration.between(unansweredSince, surroundings.clock().instant());
    Duration pause = surroundings.pace().pause(heard, unanswered);
    double factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
    long end = System.nanoTime() + (long) (pause.toNanos() * factor);
    synchronized (this) {
      for (long left = end - System.nanoTime();
          left > 0 && !poked;
          left = end - System.nanoTime()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }
}
