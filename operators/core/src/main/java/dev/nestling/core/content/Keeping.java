package dev.nestling.core.content;

import dev.nestling.core.encryption.KeyRotation.Rewriting;
import dev.nestling.core.logging.LogSubject;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.nested.api.UnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one cluster's content. After a failure only what failed is tried again; everything is
 * applied in the pace of repairs, after a change and when somebody asks for it.
 */
final class Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);
  private static final double JITTER = 0.1;

  /**
   * What all clusters of a keeper share.
   *
   * @param questioning how servers are asked
   * @param lanes bound the requests under way
   * @param pace the pauses between looks
   * @param onChange told the key after its state changed
   */
  record Surroundings(
      Questioning questioning,
      NestedApi.Lanes lanes,
      ContentPace pace,
      Consumer<ContentKey> onChange) {}

  /**
   * What is wanted.
   *
   * @param target where
   * @param content what
   * @param errands what else
   */
  record Wish(NestedTarget target, NestedContent content, Errands errands) {}

  private final ContentKey key;
  private final Surroundings surroundings;
  private final Belief belief = new Belief();
  private volatile Rewriting rewriting = Rewriting.NEVER;
  private volatile IssuersAnswer issuers = IssuersAnswer.NEVER;
  private volatile boolean stopped;
  private @Nullable Thread thread;

  // Guarded by this.
  private Wish wish;
  private boolean poked = true;

  // Of the keeping's own thread.
  private NestedTarget known;
  private ContentPass.Cluster cluster;
  private Set<ContentObject> due = Set.of();
  private long repairAt = System.nanoTime();
  private long failingSince;

  Keeping(ContentKey key, Wish wish, Surroundings surroundings) {
    this.key = key;
    this.wish = wish;
    this.surroundings = surroundings;
    this.known = wish.target();
    this.cluster = cluster(wish.target());
  }

  private ContentPass.Cluster cluster(NestedTarget target) {
    return new ContentPass.Cluster(
        new NestedApi(surroundings.questioning(), surroundings.lanes(), target), new Kinds());
  }

  void startIn(ThreadFactory threads) {
    Thread started =
        threads.newThread(LogSubject.during(key.namespace(), key.cluster(), this::run));
    this.thread = started;
    started.start();
  }

  ContentState state() {
    return belief.state();
  }

  Rewriting rewriting() {
    return rewriting;
  }

  IssuersAnswer issuers() {
    return issuers;
  }

  synchronized void wish(Wish newWish) {
    if (newWish.errands().rewriteWith().isEmpty()) {
      // What was done on a wish that was taken back proves nothing for the next one.
      rewriting = Rewriting.NEVER;
    }
    if (!wish.equals(newWish)) {
      wish = newWish;
      poke();
    }
  }

  /** Something happened: the cluster deserves eagerness again. */
  synchronized void poke() {
    poked = true;
    notifyAll();
  }

  /** It ends soon; nothing that still comes of it counts. */
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
        Wish current = nextWish();
        boolean well = attempt(current);
        boolean rewritten = rewritten(current);
        pause(issuersWork(current) && rewritten && well);
      }
    } catch (InterruptedException e) {
      // Stopping is the only reason to interrupt a keeping.
    }
  }

  private synchronized Wish nextWish() {
    if (poked) {
      poked = false;
      failingSince = System.nanoTime();
      repairAt = failingSince;
    }
    if (!wish.target().equals(known)) {
      known = wish.target();
      cluster = cluster(known);
    }
    return wish;
  }

  /** Whether everything is as it should be. */
  private boolean attempt(Wish current) throws InterruptedException {
    boolean full = System.nanoTime() - repairAt >= 0;
    NestedContent content = current.content();
    Set<ContentObject> tried = full ? ContentPass.everything(content) : due;
    try {
      List<Problem> problems = ContentPass.run(cluster, content, tried);
      due = open(problems);
      if (full) {
        repairAt = System.nanoTime() + jittered(surroundings.pace().repair());
      }
      take(current, () -> belief.hear(content, problems));
      return problems.isEmpty();
    } catch (UnavailableException e) {
      take(current, () -> belief.hear(content, e));
      return false;
    } catch (RuntimeException e) {
      LOG.error("Applying content failed unexpectedly", e);
      var why = new UnavailableException("the operator failed to apply: " + e.getClass().getName());
      take(current, () -> belief.hear(content, why));
      return false;
    }
  }

  /**
   * Whether all Secrets are written with the wanted key. Whatever else is wrong inside the cluster
   * does not matter, so this is no part of the content's state.
   */
  private boolean rewritten(Wish current) throws InterruptedException {
    Optional<Integer> wanted = current.errands().rewriteWith();
    if (wanted.isEmpty() || rewriting.done().equals(wanted)) {
      return true;
    }
    Optional<String> trouble = Optional.empty();
    try {
      new SecretsRewriting(cluster.api(), () -> !stopped && isStill(current)).run();
    } catch (UnavailableException e) {
      trouble = Optional.of(e.why());
    } catch (SecretsRewriting.RefusedException e) {
      trouble = Optional.ofNullable(e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("Writing Secrets anew failed unexpectedly", e);
      trouble = Optional.of("the operator failed: " + e.getClass().getName());
    }
    Rewriting now = new Rewriting(trouble.isEmpty() ? wanted : rewriting.done(), trouble);
    take(current, () -> become(now));
    return trouble.isEmpty();
  }

  /** Whether the server has all issuers; a server that is silent says nothing about them. */
  private boolean issuersWork(Wish current) throws InterruptedException {
    if (current.errands().issuers().isEmpty()) {
      take(current, () -> become(IssuersAnswer.NEVER));
      return true;
    }
    try {
      IssuersAnswer answer = new IssuersQuestion(cluster.api()).ask(current.errands().issuers());
      take(current, () -> become(answer));
      return answer.isGood();
    } catch (UnavailableException e) {
      return false;
    } catch (RuntimeException e) {
      LOG.error("Asking for issuers failed unexpectedly", e);
      return false;
    }
  }

  private boolean become(IssuersAnswer now) {
    boolean changes = !now.equals(issuers);
    issuers = now;
    return changes;
  }

  private boolean become(Rewriting now) {
    boolean changes = !now.equals(rewriting);
    rewriting = now;
    return changes;
  }

  private static Set<ContentObject> open(List<Problem> problems) {
    return problems.stream()
        .map(Problem::object)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /** A hearing says whether the state changed. */
  private interface Hearing {
    boolean changes();
  }

  private void take(Wish heardOf, Hearing hearing) {
    if (stopped || !isStill(heardOf) || !hearing.changes()) {
      return;
    }
    try {
      surroundings.onChange().accept(key);
    } catch (RuntimeException e) {
      LOG.error("A listener failed", e);
    }
  }

  private synchronized boolean isStill(Wish heardOf) {
    return wish.equals(heardOf);
  }

  private void pause(boolean well) throws InterruptedException {
    long now = System.nanoTime();
    if (well) {
      failingSince = repairAt;
    }
    Duration failing = Duration.ofNanos(Math.max(0, now - failingSince));
    long retryAt = now + jittered(surroundings.pace().afterFailure(failing));
    long end = well ? repairAt : retryAt;
    synchronized (this) {
      for (long left = end - System.nanoTime();
          left > 0 && !poked;
          left = end - System.nanoTime()) {
        wait(left / 1_000_000, (int) (left % 1_000_000));
      }
    }
  }

  private static long jittered(Duration pause) {
    return (long) (pause.toNanos() * (1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER)));
  }
}
