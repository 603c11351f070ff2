package dev.nestling.core.rounds;

import dev.nestling.core.logging.LogSubject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes round and round for each key, in a thread of its own that sleeps most of the time, and
 * remembers what the last round found. A changed wish causes a round at once; what a round finds
 * for a wish that has changed meanwhile does not count.
 *
 * @param <K> what is gone round for
 * @param <W> what is wanted of it; compared by {@code equals}
 * @param <S> what a round finds; compared by {@code equals}
 */
public final class Rounds<K, W, S> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
  private static final Duration CLOSING = Duration.ofSeconds(5);
  private static final Duration AFTER_A_DEFECT = Duration.ofSeconds(30);
  private static final double JITTER = 0.1;

  /**
   * For so long a key is gone round for after it was wished for last: whoever forgets to forget it
   * does not keep it for ever.
   */
  private static final Duration LAPSE = Duration.ofMinutes(10);

  /** What is done for one key; may remember things between its rounds. */
  public interface Round<W, S> {
    /**
     * Does what is due.
     *
     * @throws InterruptedException when nobody wants it any more
     */
    Found<S> go(W wish) throws InterruptedException;

    /** The state when a round failed by a defect of ours. */
    S failed(Throwable defect);
  }

  /**
   * What a round came to.
   *
   * @param state of things
   * @param pause until the next round, unless the wish changes
   */
  public record Found<S>(S state, Duration pause) {}

  private final ConcurrentMap<K, Walk> walks = new ConcurrentHashMap<>();
  private final ThreadFactory threads;
  private final Supplier<Round<W, S>> rounds;
  private final Consumer<K> onChange;
  private boolean closed; // Guarded by this.

  /**
   * @param name of the threads
   * @param rounds makes what goes round for one key
   * @param onChange told the key after its state changed; must not block
   */
  public Rounds(String name, Supplier<Round<W, S>> rounds, Consumer<K> onChange) {
    this.threads = Thread.ofVirtual().name(name + "-", 0).factory();
    this.rounds = rounds;
    this.onChange = onChange;
  }

  /** Starts going round, or changes what is wanted; the same wish changes nothing. */
  public synchronized void watch(K key, W wish) {
    if (closed) {
      return;
    }
    walks.compute(
        key,
        (ignored, known) -> {
          if (known != null && known.thread.isAlive()) {
            known.wish(wish);
            return known;
          }
          return new Walk(key, wish).start();
        });
  }

  /** What the last round found; after a change of the wish that of before holds until the next. */
  public Optional<S> state(K key) {
    return Optional.ofNullable(walks.get(key)).flatMap(Walk::state);
  }

  /** Goes round now, because something happened. */
  public void poke(K key) {
    Optional.ofNullable(walks.get(key)).ifPresent(Walk::poke);
  }

  /** Stops and forgets. */
  public void forget(K key) {
    Optional.ofNullable(walks.remove(key)).ifPresent(Walk::stop);
  }

  /** Stops everything and waits until nobody is on a round any more. */
  @Override
  public synchronized void close() {
    closed = true;
    List<Walk> running = List.copyOf(walks.values());
    walks.clear();
    running.forEach(Walk::stop);
    running.forEach(Walk::awaitEnd);
  }

  /** One key's. */
  private final class Walk {
    private final K key;
    private final Round<W, S> round = rounds.get();
    private final Thread thread = threads.newThread(work());
    private volatile boolean stopped;

    // Guarded by this.
    private W wish;
    private @Nullable S state;
    private boolean poked;
    private long wished = System.nanoTime();

    Walk(K key, W wish) {
      this.key = key;
      this.wish = wish;
    }

    Walk start() {
      thread.start();
      return this;
    }

    synchronized void wish(W other) {
      wished = System.nanoTime();
      if (!wish.equals(other)) {
        wish = other;
        poke();
      }
    }

    synchronized void poke() {
      poked = true;
      notifyAll();
    }

    synchronized Optional<S> state() {
      return Optional.ofNullable(state);
    }

    void stop() {
      stopped = true;
      thread.interrupt();
    }

    void awaitEnd() {
      try {
        if (!thread.equals(Thread.currentThread())) {
          thread.join(CLOSING);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private Runnable work() {
      return key instanceof LogSubject.Named named
          ? LogSubject.during(named.namespace(), named.name(), this::run)
          : this::run;
    }

    private void run() {
      try {
        while (!stopped && !hasLapsed()) {
          rest(goRound(next()));
        }
      } catch (InterruptedException e) {
        // Stopping is the only reason to interrupt a walk.
      }
    }

    private synchronized boolean hasLapsed() {
      return System.nanoTime() - wished > LAPSE.toNanos();
    }

    private synchronized W next() {
      poked = false;
      return wish;
    }

    private Duration goRound(W current) throws InterruptedException {
      Found<S> found;
      try {
        found = round.go(current);
      } catch (RuntimeException | Error e) {
        LOG.error("A round failed unexpectedly: {}", key, e);
        found = new Found<>(round.failed(e), AFTER_A_DEFECT);
      }
      if (take(current, found.state())) {
        tell();
      }
      return found.pause();
    }

    private void tell() {
      try {
        onChange.accept(key);
      } catch (RuntimeException e) {
        LOG.error("A listener failed: {}", key, e);
      }
    }

    private synchronized boolean take(W heardOf, S found) {
      if (stopped || !wish.equals(heardOf) || found.equals(state)) {
        return false;
      }
      state = found;
      return true;
    }

    private synchronized void rest(Duration pause) throws InterruptedException {
      double jitter = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
      long end = System.nanoTime() + (long) (pause.toNanos() * jitter);
      for (long left = end - System.nanoTime();
          left > 0 && !poked;
          left = end - System.nanoTime()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }
}
