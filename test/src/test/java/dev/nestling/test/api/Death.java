package dev.nestling.test.api;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The end of an operator at one of its writes: from then on its client sends nothing and hears
 * nothing, as after a SIGKILL.
 */
public final class Death implements Interceptor {
  /** Where it hits the write. */
  public enum Cut {
    /** The write is never sent. */
    BEFORE_COMMIT,
    /** The write is done, its answer never read. */
    AFTER_COMMIT
  }

  private static final Set<String> WRITES = Set.of("POST", "PUT", "PATCH", "DELETE");

  private final AtomicInteger writes = new AtomicInteger();
  private final ThreadLocal<Boolean> last = ThreadLocal.withInitial(() -> false);
  private final CountDownLatch died = new CountDownLatch(1);
  private volatile int fatal = Integer.MAX_VALUE;
  private volatile Cut cut = Cut.BEFORE_COMMIT;

  /** Starts to count anew; 1 is the next write. */
  public Death at(int write, Cut where) {
    writes.set(0);
    cut = where;
    fatal = write;
    return this;
  }

  /** Writes since the operator was started, or since {@link #at}. */
  public int writes() {
    return writes.get();
  }

  public boolean happened() {
    return died.getCount() == 0;
  }

  boolean awaitMillis(long millis) throws InterruptedException {
    return died.await(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
    if (happened()) {
      throw new DeadException();
    }
    boolean isLast = WRITES.contains(request.method()) && writes.incrementAndGet() == fatal;
    last.set(isLast && cut == Cut.AFTER_COMMIT);
    if (isLast && cut == Cut.BEFORE_COMMIT) {
      died.countDown();
      throw new DeadException();
    }
  }

  /** The framework asks on the same thread and right after {@link #before}. */
  @Override
  public AsyncBody.Consumer<List<ByteBuffer>> consumer(
      AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
    if (!last.get()) {
      return consumer;
    }
    last.set(false);
    return (answer, body) -> {
      died.countDown();
      throw new DeadException();
    };
  }

  /** What a dead operator's own code sees of it; it is no I/O error, which would be retried. */
  public static final class DeadException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DeadException() {
      super("this operator is dead");
    }
  }
}
