package dev.nestling.core.etcd.monitor;

import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.Survey;
import dev.nestling.core.etcd.Surveyor;
import dev.nestling.core.etcd.action.EtcdActions;
import dev.nestling.core.etcd.membership.Step;
import java.time.Duration;
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
  private Step.@Nullable OnEtcd step;
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
  synchronized void perform(Step.OnEtcd next) {
    if (!busy) {
      busy = true;
      step = next;
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

  /**
   * @param step to take before asking
   * @param awaited whether somebody wants to know that there is a fresh look, whatever it says
   */
  private record Task(Aim aim, Optional<Step.OnEtcd> step, boolean awaited) {}

  private void run() {
    try {
      while (!stopped) {
        Task task = next();
        task.step().ifPresent(chosen -> take(chosen, task.aim()));
        ask(task);
        rest();
      }
    } catch (InterruptedException e) {
      // Stopping is the only reason to interrupt a watch.
    } catch (RuntimeException e) {
      LOG.error("The watch of an etcd ended: cluster={}", key, e);
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

  private void take(Step.OnEtcd chosen, Aim by) {
    Optional<EtcdFailure> failure =
        Optional.ofNullable(look)
            .filter(last -> last.aim().equals(by))
            .flatMap(last -> surroundings.actions().run(chosen, by.endpoints(), last.survey()));
    LOG.atInfo()
        .addKeyValue("cluster", key.namespace() + "/" + key.cluster())
        .addKeyValue("step", chosen)
        .log(failure.map(why -> "Etcd refused a step: " + why.message()).orElse("Etcd was asked"));
  }

  private void ask(Task task) {
    Survey survey = surroundings.surveyor().survey(task.aim().endpoints());
    if (stopped) {
      return;
    }
    Look fresh = new Look(task.aim(), survey, surroundings.clock().instant());
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
