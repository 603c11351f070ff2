package dev.nestling.core.nested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nestling.core.pki.KeyPair;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Pauses are one hour here unless a test says otherwise: what happens, happens because of a poke.
 */
@Timeout(60)
class HealthMonitorTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Health UP = new Health.Answered("v1", NOW);
  private static final Health DOWN = new Health.Unreachable("down");
  private static final ProbeKey EDGE = key("edge");

  private final Map<URI, BlockingQueue<Health>> scripts = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch neverReleased = new CountDownLatch(1);
  private final BlockingQueue<ProbeKey> changes = new LinkedBlockingQueue<>();
  private HealthMonitor monitor = monitor((_, _) -> Duration.ofHours(1));

  @AfterEach
  void close() {
    monitor.close();
  }

  @Test
  void aNewClusterIsAskedAtOnceAndTheChangeTold() throws InterruptedException {
    script("edge", UP);
    assertThat(monitor.health(EDGE)).isEqualTo(new Health.NeverAsked());

    monitor.watch(EDGE, target("edge"));

    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(UP);
  }

  @Test
  void theSameAnswerIsNoChange() throws InterruptedException {
    script("edge", UP, new Health.Answered("v1", NOW.plusSeconds(9)), DOWN, DOWN, DOWN);
    monitor.watch(EDGE, target("edge"));
    assertThat(nextChange()).isEqualTo(EDGE);

    pokeUntilAsked(2);

    assertThat(changes).isEmpty();
    assertThat(monitor.health(EDGE)).isEqualTo(UP);
  }

  @Test
  void silenceIsBelievedTheThirdTime() throws InterruptedException {
    script("edge", UP, DOWN, DOWN, DOWN, UP);
    monitor.watch(EDGE, target("edge"));
    assertThat(nextChange()).isEqualTo(EDGE);

    pokeUntilAsked(3);
    assertThat(monitor.health(EDGE)).isEqualTo(UP);

    monitor.poke(EDGE);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(DOWN);

    monitor.poke(EDGE);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(UP);
  }

  @Test
  void anotherKindOfSilenceIsNewsOnlyWhenItLasts() throws InterruptedException {
    Health late = new Health.Unreachable("late");
    script("edge", DOWN, late, DOWN, late, late, late, UP);
    monitor.watch(EDGE, target("edge"));
    assertThat(nextChange()).isEqualTo(EDGE);

    pokeUntilAsked(5);
    assertThat(changes).isEmpty();
    assertThat(monitor.health(EDGE)).isEqualTo(DOWN);

    monitor.poke(EDGE);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(late);
  }

  @Test
  void anUnreadyServerIsBelievedWhenItWaitsForTheSameThing() throws InterruptedException {
    Health starting = new Health.Unready(Set.of("etcd", "hook"));
    Health stuck = new Health.Unready(Set.of("etcd"));
    script("edge", starting, starting, stuck, stuck, stuck, UP);
    monitor.watch(EDGE, target("edge"));

    pokeUntilAsked(4);
    assertThat(changes).isEmpty();
    assertThat(monitor.health(EDGE)).isEqualTo(new Health.NeverAsked());

    monitor.poke(EDGE);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(stuck);
  }

  @Test
  void refusalsAndStrangersAreBelievedAtOnce() throws InterruptedException {
    var refused = new Health.Refused(401, "who?");
    var untrusted = new Health.Untrusted("a stranger");
    script("edge", UP, refused, UP, untrusted);
    monitor.watch(EDGE, target("edge"));

    for (Health expected : List.of(UP, refused, UP, untrusted)) {
      assertThat(nextChange()).isEqualTo(EDGE);
      assertThat(monitor.health(EDGE)).isEqualTo(expected);
      monitor.poke(EDGE);
    }
  }

  @Test
  void aNewTargetIsAskedAtOnceAndTheOldHealthHoldsUntilThen() throws InterruptedException {
    var next = new Health.Answered("v2", NOW);
    script("edge", UP);
    script("elsewhere");
    monitor.watch(EDGE, target("edge"));
    assertThat(nextChange()).isEqualTo(EDGE);

    monitor.watch(EDGE, target("edge"));
    assertThat(asked).hasValue(1);
    monitor.watch(EDGE, target("elsewhere"));
    assertThat(monitor.health(EDGE)).isEqualTo(UP);

    script("elsewhere", next);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(next);
  }

  @Test
  void aForgottenClusterIsNeverHeardAgain() throws InterruptedException {
    script("edge");
    monitor.watch(EDGE, target("edge"));
    await().untilAtomic(asked, org.hamcrest.Matchers.is(1));

    monitor.forget(EDGE);
    script("edge", UP);

    assertThat(changes.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(monitor.health(EDGE)).isEqualTo(new Health.NeverAsked());
  }

  /**
   * The bound is one question per lane: the black holes share theirs, the healthy one has its own.
   */
  @Test
  void blackHolesDelayNobodyWhoAnswers() throws InterruptedException {
    monitor.close();
    monitor =
        new HealthMonitor(
            this::probeSlowly,
            InstantSource.fixed(NOW),
            changes::add,
            new HealthMonitor.Settings(
                Thread.ofVirtual().factory(), 1, (_, _) -> Duration.ofMillis(1)));
    for (int i = 0; i < 4; i++) {
      monitor.watch(key("hole-" + i), target("hole-" + i));
    }
    await().untilAtomic(asked, org.hamcrest.Matchers.greaterThanOrEqualTo(4));

    script("edge", UP);
    monitor.watch(EDGE, target("edge"));

    await().atMost(Duration.ofSeconds(20)).until(() -> monitor.health(EDGE).answered());
  }

  @Test
  void anExceptionOfAProbeOrAListenerEndsNoPoller() throws InterruptedException {
    monitor.close();
    monitor =
        new HealthMonitor(
            target -> {
              if (asked.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
              }
              return UP;
            },
            InstantSource.fixed(NOW),
            key -> {
              changes.add(key);
              throw new IllegalStateException("another bug");
            });

    monitor.watch(EDGE, target("edge"));

    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(nextChange()).isEqualTo(EDGE);
    assertThat(monitor.health(EDGE)).isEqualTo(UP);
  }

  @Test
  void closingEndsEveryThread() {
    var started = new LinkedBlockingQueue<Thread>();
    monitor.close();
    monitor =
        new HealthMonitor(
            this::probe,
            InstantSource.fixed(NOW),
            changes::add,
            new HealthMonitor.Settings(
                task -> {
                  Thread thread = Thread.ofVirtual().unstarted(task);
                  started.add(thread);
                  return thread;
                },
                2,
                (_, _) -> Duration.ofHours(1)));
    for (int i = 0; i < 5; i++) {
      script("edge-" + i);
      monitor.watch(key("edge-" + i), target("edge-" + i));
    }

    monitor.close();
    monitor.watch(EDGE, target("edge"));

    assertThat(started).hasSize(5).noneMatch(Thread::isAlive);
    assertThat(monitor.health(EDGE)).isEqualTo(new Health.NeverAsked());
  }

  private HealthMonitor monitor(Pace pace) {
    return new HealthMonitor(
        this::probe,
        InstantSource.fixed(NOW),
        changes::add,
        new HealthMonitor.Settings(Thread.ofVirtual().factory(), 4, pace));
  }

  private Health probe(NestedTarget target) {
    asked.incrementAndGet();
    try {
      return scripts.computeIfAbsent(target.url(), _ -> new LinkedBlockingQueue<>()).take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return DOWN;
    }
  }

  /** The first question of a hole is answered after a slow second, the later ones never. */
  private Health probeSlowly(NestedTarget target) {
    if (!target.url().toString().contains("hole")) {
      return probe(target);
    }
    try {
      boolean first = scripts.putIfAbsent(target.url(), new LinkedBlockingQueue<>()) == null;
      if (first) {
        Thread.sleep(1100);
      }
      asked.incrementAndGet();
      if (!first) {
        neverReleased.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return DOWN;
  }

  /** Pokes one question after the other, so that no two pokes become one. */
  private void pokeUntilAsked(int times) {
    while (asked.get() < times) {
      int before = asked.get();
      monitor.poke(EDGE);
      await().until(() -> asked.get() > before);
    }
  }

  private ProbeKey nextChange() throws InterruptedException {
    ProbeKey change = changes.poll(10, TimeUnit.SECONDS);
    assertThat(change).as("a change within ten seconds").isNotNull();
    return change;
  }

  private void script(String name, Health... answers) {
    scripts.computeIfAbsent(url(name), _ -> new LinkedBlockingQueue<>()).addAll(List.of(answers));
  }

  private static NestedTarget target(String name) {
    return new NestedTarget(url(name), "ca", new KeyPair("cert", "key"), Optional.empty());
  }

  private static URI url(String name) {
    return URI.create("https://" + name + ":6443");
  }

  private static ProbeKey key(String cluster) {
    return new ProbeKey("ns", cluster, ProbeKey.Route.SERVICE);
  }
}
