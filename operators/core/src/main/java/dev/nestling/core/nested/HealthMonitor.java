package dev.nestling.core.nested;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps asking the watched clusters and remembers what each one said last.
 *
 * <p>Every key has a thread of its own, which sleeps most of the time. The number of questions
 * under way is bounded, in two lanes: clusters that kept us waiting queue among themselves, so that
 * any number of black holes delays nobody who answers.
 */
public final class HealthMonitor implements AutoCloseable {

  /**
   * What tests and the operator's settings may change.
   *
   * @param threads makes one thread per key
   * @param concurrency the most questions under way, per lane
   * @param pace the pauses between questions
   */
  public record Settings(ThreadFactory threads, int concurrency, Pace pace) {

    /** Virtual threads, 32 questions per lane. */
    public static Settings standard() {
      return new Settings(
          Thread.ofVirtual().name("nested-probe-", 0).factory(), 32, Pace::standard);
    }
  }

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ConcurrentMap<ProbeKey, Poller> pollers = new ConcurrentHashMap<>();
  private final Poller.Surroundings surroundings;
  private final ThreadFactory threads;
  private boolean closed; // Guarded by this.

  /**
   * A monitor with the standard settings.
   *
   * @param cluster what is asked
   * @param clock the time of answers
   * @param onChange told the key after its health changed; must not block
   */
  public HealthMonitor(NestedCluster cluster, InstantSource clock, Consumer<ProbeKey> onChange) {
    this(cluster, clock, onChange, Settings.standard());
  }

  /**
   * @param cluster what is asked
   * @param clock measures for how long a cluster has not answered
   * @param onChange told the key after its health changed; must not block
   * @param settings see there
   */
  public HealthMonitor(
      NestedCluster cluster, InstantSource clock, Consumer<ProbeKey> onChange, Settings settings) {
    this.threads = settings.threads();
    this.surroundings =
        new Poller.Surroundings(
            cluster,
            clock,
            onChange,
            settings.pace(),
            new Semaphore(settings.concurrency()),
            new Semaphore(settings.concurrency()));
  }

  /**
   * Starts asking. For a watched key a changed target is asked at once, and the health of the old
   * one holds until then; the same target changes nothing.
   */
  public synchronized void watch(ProbeKey key, NestedTarget target) {
    if (closed) {
      return;
    }
    pollers.compute(
        key,
        (ignored, known) -> {
          if (known != null) {
            known.aimAt(target);
            return known;
          }
          var poller = new Poller(key, target, surroundings);
          poller.startIn(threads);
          return poller;
        });
  }

  /** Stops asking and forgets the answer. */
  public void forget(ProbeKey key) {
    Poller poller = pollers.remove(key);
    if (poller != null) {
      poller.stop();
    }
  }

  /** Asks now, because something happened that may have changed the answer. */
  public void poke(ProbeKey key) {
    Poller poller = pollers.get(key);
    if (poller != null) {
      poller.poke();
    }
  }

  /** The last answer; {@link Health.NeverAsked} for a key that is not watched. */
  public Health health(ProbeKey key) {
    @Nullable Poller poller = pollers.get(key);
    return poller == null ? new Health.NeverAsked() : poller.health();
  }

  /** Stops all questions and waits until nobody asks any more. */
  @Override
  public synchronized void close() {
    closed = true;
    List<Poller> running = List.copyOf(pollers.values());
    pollers.clear();
    running.forEach(Poller::stop);
    running.forEach(poller -> poller.awaitEnd(CLOSING));
  }
}
