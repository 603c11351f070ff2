package dev.nestling.core.nested;

import java.time.InstantSource;
import java.util.function.Consumer;

/** Keeps asking the watched clusters and remembers what each one said last. */
public final class HealthMonitor implements AutoCloseable {

  /**
   * @param cluster what is asked
   * @param clock the time of answers
   * @param onChange told the key after its health changed; must not block
   */
  public HealthMonitor(NestedCluster cluster, InstantSource clock, Consumer<ProbeKey> onChange) {}

  /** Starts asking, or goes on at a changed target; nothing happens when nothing changed. */
  public void watch(ProbeKey key, NestedTarget target) {
    throw new UnsupportedOperationException();
  }

  /** Stops asking and forgets the answer. */
  public void forget(ProbeKey key) {
    throw new UnsupportedOperationException();
  }

  /** Asks now, because something happened that may have changed the answer. */
  public void poke(ProbeKey key) {
    throw new UnsupportedOperationException();
  }

  /** The last answer; {@link Health.NeverAsked} for a key that is not watched. */
  public Health health(ProbeKey key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
