package dev.nestling.core.content;

import dev.nestling.core.encryption.KeyRotation;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Questioning;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the content of the watched clusters as it should be.
 *
 * <p>Every key has a thread of its own, which sleeps most of the time. The number of requests under
 * way is bounded, in two lanes: clusters that kept us waiting queue among themselves. Nothing is
 * remembered but the content: what was applied before is written down in the nested cluster.
 */
public final class ContentKeeper implements AutoCloseable {

  /**
   * What tests and the operator's settings may change.
   *
   * @param threads makes one thread per key
   * @param concurrency the most requests under way, per lane
   * @param pace the pauses between looks
   */
  public record Settings(ThreadFactory threads, int concurrency, ContentPace pace) {

    /** Virtual threads, 16 requests per lane. */
    public static Settings standard() {
      return new Settings(
          Thread.ofVirtual().name("nested-content-", 0).factory(), 16, ContentPace.standard());
    }
  }

  private static final Duration CLOSING = Duration.ofSeconds(5);

  private final ConcurrentMap<ContentKey, Keeping> keepings = new ConcurrentHashMap<>();
  private final Keeping.Surroundings surroundings;
  private final ThreadFactory threads;
  private boolean closed; // Guarded by this.

  /**
   * A keeper with the standard settings.
   *
   * @param https may be shared with whoever else asks the same clusters: it remembers their trust
   * @param onChange told the key after its state changed; must not block
   */
  public ContentKeeper(HttpsClient https, Consumer<ContentKey> onChange) {
    this(https, onChange, Settings.standard());
  }

  /**
   * @param https as above
   * @param onChange told the key after its state changed; must not block
   * @param settings see there
   */
  public ContentKeeper(HttpsClient https, Consumer<ContentKey> onChange, Settings settings) {
    this(
        (target, question, patience) -> https.ask(target.https(), question, patience),
        onChange,
        settings);
  }

  /**
   * @param questioning how servers are asked
   * @param onChange as above
   * @param settings see there
   */
  public ContentKeeper(Questioning questioning, Consumer<ContentKey> onChange, Settings settings) {
    this.threads = settings.threads();
    var lanes =
        new NestedApi.Lanes(
            new Semaphore(settings.concurrency()), new Semaphore(settings.concurrency()));
    this.surroundings = new Keeping.Surroundings(questioning, lanes, settings.pace(), onChange);
  }

  /**
   * Starts keeping, or changes what is kept. A changed target or content is applied at once, and
   * the old state holds until then; the same ones change nothing.
   */
  public void watch(ContentKey key, NestedTarget target, NestedContent content) {
    watch(key, target, content, Errands.NONE);
  }

  /**
   * @param errands what else is to be done inside
   */
  public synchronized void watch(
      ContentKey key, NestedTarget target, NestedContent content, Errands errands) {
    if (closed) {
      return;
    }
    var wish = new Keeping.Wish(target, content, errands);
    keepings.compute(
        key,
        (ignored, known) -> {
          if (known != null) {
            known.wish(wish);
            return known;
          }
          var keeping = new Keeping(key, wish, surroundings);
          keeping.startIn(threads);
          return keeping;
        });
  }

  /** Stops keeping and forgets the state. What is in the cluster stays there. */
  public void forget(ContentKey key) {
    Keeping keeping = keepings.remove(key);
    if (keeping != null) {
      keeping.stop();
    }
  }

  /** Applies everything now, because something happened that may have changed what comes of it. */
  public void poke(ContentKey key) {
    Keeping keeping = keepings.get(key);
    if (keeping != null) {
      keeping.poke();
    }
  }

  /** What came of it last; {@link ContentState.NeverApplied} for a key that is not watched. */
  public ContentState state(ContentKey key) {
    @Nullable Keeping keeping = keepings.get(key);
    return keeping == null ? new ContentState.NeverApplied() : keeping.state();
  }

  /** How far the Secrets are written with another key, since the key is watched. */
  public KeyRotation.Rewriting rewriting(ContentKey key) {
    @Nullable Keeping keeping = keepings.get(key);
    return keeping == null ? KeyRotation.Rewriting.NEVER : keeping.rewriting();
  }

  /** Which issuers the cluster's API server works with, since the key is watched. */
  public IssuersAnswer issuers(ContentKey key) {
    @Nullable Keeping keeping = keepings.get(key);
    return keeping == null ? IssuersAnswer.NEVER : keeping.issuers();
  }

  /** Stops everything and waits until nobody writes any more. */
  @Override
  public synchronized void close() {
    closed = true;
    List<Keeping> running = List.copyOf(keepings.values());
    keepings.clear();
    running.forEach(Keeping::stop);
    running.forEach(keeping -> keeping.awaitEnd(CLOSING));
  }
}
