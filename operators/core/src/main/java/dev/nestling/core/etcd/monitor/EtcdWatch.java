package dev.nestling.core.etcd.monitor;

import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.Survey;
import dev.nestling.core.etcd.Surveyor;
import dev.nestling.core.etcd.action.EtcdActions;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.logging.LogSubject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks one cluster again and again. */
final class EtcdWatch {
  private static final Logger LOG = LoggerFactory.getLogger(EtcdWatch.class);

  /** What all watches of a monitor share. */
  record Surroundings(
      Surveyor surveyor, EtcdActions actions, InstantSource clock, Consumer<EtcdKey> onChange) {}

  private final EtcdKey key;
  private final Surroundings surroundings;
  private volatile @Nullable Look look;
  private volatile boolean stopped;
  private volatile boolean busy;
  private @Nullable Thread thread;

  // Guarded by this.
  private @Nullable Aim aim;
  private Duration pause = Duration.ofSeconds(1);
  private @Nullable Order step;
  private boolean poked;

  private EtcdWatch(EtcdKey key, Surroundings surroundings) {
    this.key = key;
    this.surroundings = surroundings;
  }

  static EtcdWatch start(EtcdKey key, Surroundings surroundings) {
    var watch = new EtcdWatch(key, surroundings);
    watch.thread = Thread.ofVirtual().name("etcd-watch-" + key.cluster()).start(watch::run);
    return watch;
  }

  /** Nothing while a step is under way: what is known then is about to be wrong. */
  Optional<Look> look() {
    return busy ? Optional.empty() : Optional.ofNullable(look);
  }

  synchronized void aimAt(Aim next, Duration newPause) {
    boolean eager = newPause.compareTo(pause) < 0;
    pause = newPause;
    if (!next.equals(aim)) {
      aim = next;
      poke();
    } else if (eager) {
      notifyAll();
    }
  }

  /** A second step waits for what comes of the first: it is decided on anew. */
  synchronized void perform(Step.OnEtcd next, Look decidedOn) {
    if (!busy) {
      busy = true;
      step = new Order(next, decidedOn);
      poke();
    }
  }

  synchronized void poke() {
    poked = true;
    notifyAll();
  }

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

  /** A step, and the look that it was decided on. */
  private record Order(Step.OnEtcd step, Look decidedOn) {}

  /**
   * @param step to take before asking
   * @param awaited whether somebody wants to know that there is a fresh look, whatever it says
   */
  private record Task(Aim aim, Optional<Order> step, boolean awaited) {}

  private void run() {
    try {
      while (!stopped) {
        Task task = next();
        attempt(task);
        rest();
      }
    } catch (InterruptedException e) {
      // Stopping is the only reason to interrupt a watch.
    }
  }

  private synchronized Task next() throws InterruptedException {
    while (aim == null) {
      wait();
    }
    Task task = new Task(aim, Optional.ofNullable(step), poked);
    poked = false;
    step = null;
    return task;
  }

  /** Whatever goes wrong, the next look is another chance. */
  private void attempt(Task task) {
    try (LogSubject cluster = LogSubject.begin(key.namespace(), key.cluster())) {
      try {
        task.step().ifPresent(this::take);
        ask(task);
      } catch (RuntimeException e) {
        LOG.error("A look at etcd failed unexpectedly", e);
      }
    } finally {
      if (task.step().isPresent()) {
        busy = false;
      }
    }
  }

  /** Only on the very look that it was decided on: a newer one may have decided otherwise. */
  private void take(Order order) {
    String result = "Skipped: etcd was looked at again since it was decided";
    if (order.decidedOn().equals(look)) {
      Optional<EtcdFailure> failure =
          surroundings
              .actions()
              .run(order.step(), order.decidedOn().aim().endpoints(), order.decidedOn().survey());
      result = failure.map(why -> "Refused: " + why.message()).orElse("Done");
    }
    LOG.info("{}: {}", order.step(), result);
  }

  private void ask(Task task) {
    Instant asked = surroundings.clock().instant();
    Survey survey = surroundings.surveyor().survey(task.aim().endpoints());
    if (stopped) {
      return;
    }
    Look fresh = new Look(task.aim(), survey, asked);
    Look last = look;
    look = fresh;
    if (task.step().isPresent()) {
      busy = false;
    }
    boolean news =
        task.awaited()
            || last == null
            || !last.aim().equals(fresh.aim())
            || !Gist.of(last.survey()).equals(Gist.of(survey));
    if (news) {
      surroundings.onChange().accept(key);
    }
  }

  private synchronized void rest() throws InterruptedException {
    long begun = System.nanoTime();
    while (!poked) {
      long left = pause.toNanos() - (System.nanoTime() - begun);
      if (left <= 0) {
        return;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
  }
}
