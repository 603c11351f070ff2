package dev.nestling.core.etcd.monitor;

import dev.nestling.core.etcd.EtcdApi;
import dev.nestling.core.etcd.EtcdClient;
import dev.nestling.core.etcd.Surveyor;
import dev.nestling.core.etcd.action.EtcdActions;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.https.HttpsClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Surveys the watched clusters again and again, and takes the steps that etcd is asked for. Every
 * cluster has a virtual thread of its own, which sleeps most of the time, so that no reconcile ever
 * waits for a member that hangs.
 */
public final class EtcdMonitor implements AutoCloseable {
  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ConcurrentMap<EtcdKey, EtcdWatch> watches = new ConcurrentHashMap<>();
  private final EtcdWatch.Surroundings surroundings;
  private boolean closed; // Guarded by this.

  /**
   * @param clock dates what was answered
   * @param onChange told the key after something new was answered; must not block
   */
  public EtcdMonitor(InstantSource clock, Consumer<EtcdKey> onChange) {
    this(new EtcdClient(new HttpsClient()), clock, onChange);
  }

  /**
   * @param client asks
   */
  public EtcdMonitor(EtcdApi client, InstantSource clock, Consumer<EtcdKey> onChange) {
    this.surroundings =
        new EtcdWatch.Surroundings(new Surveyor(client), new EtcdActions(client), clock, onChange);
  }

  /**
   * Starts asking. A changed aim is asked at once; the same one changes nothing but the pause.
   *
   * @param pause between two surveys
   */
  public synchronized void watch(EtcdKey key, Aim aim, Duration pause) {
    if (!closed) {
      watches.computeIfAbsent(key, it -> EtcdWatch.start(it, surroundings)).aimAt(aim, pause);
    }
  }

  /** The last look, if it was one by this aim. */
  public Optional<Look> look(EtcdKey key, Aim aim) {
    return Optional.ofNullable(watches.get(key))
        .flatMap(EtcdWatch::look)
        .filter(look -> look.aim().equals(aim));
  }

  /**
   * Takes a step once, in the background, and looks again; not when there has been another look
   * than the one that it was decided on.
   */
  public void perform(EtcdKey key, Step.OnEtcd step, Look decidedOn) {
    @Nullable EtcdWatch watch = watches.get(key);
    if (watch != null) {
      watch.perform(step, decidedOn);
    }
  }

  /** Looks now. */
  public void poke(EtcdKey key) {
    @Nullable EtcdWatch watch = watches.get(key);
    if (watch != null) {
      watch.poke();
    }
  }

  /** Stops asking and forgets the answer. */
  public void forget(EtcdKey key) {
    @Nullable EtcdWatch watch = watches.remove(key);
    if (watch != null) {
      watch.stop();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    List<EtcdWatch> running = List.copyOf(watches.values());
    watches.clear();
    running.forEach(EtcdWatch::stop);
    running.forEach(watch -> watch.awaitEnd(CLOSING));
  }
}
