package dev.nestling.core.https;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves names with a time limit. The resolver of the JDK has none and occupies the carrier of a
 * virtual thread, so a dead name server would stop every probe; it gets threads of its own.
 */
public final class HostAddresses {
  private static final int MAX_THREADS = 32;
  private static final long IDLE_SECONDS = 30;

  private final ExecutorService resolvers =
      new ThreadPoolExecutor(
          0,
          MAX_THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          Thread.ofPlatform().daemon().name("name-resolver-", 0).factory());

  private final Destinations destinations;

  /** Resolves whatever resolves. */
  public HostAddresses() {
    this(Destinations.ANYWHERE);
  }

  /**
   * @param destinations other addresses are not returned
   */
  HostAddresses(Destinations destinations) {
    this.destinations = destinations;
  }

  static boolean isLiteral(String host) {
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * @param host an address or a name
   * @param patience the longest that a name server may take
   * @throws SocketTimeoutException when it took longer
   * @throws InterruptedIOException when this thread was interrupted, and it still is
   * @throws UnknownHostException when there is no such name
   * @throws IOException when it is none of the destinations
   */
  public InetAddress resolve(String host, Duration patience) throws IOException {
    return destinations.checked(found(host, patience));
  }

  private InetAddress found(String host, Duration patience) throws IOException {
    if (isLiteral(host)) {
      return InetAddress.ofLiteral(host);
    }
    Future<InetAddress> lookup;
    try {
      lookup = resolvers.submit(() -> InetAddress.getByName(host));
    } catch (RejectedExecutionException e) {
      throw new UnknownHostException("too many names wait for the name server, among them " + host);
    }
    try {
      return lookup.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new UnknownHostException("the name " + host + " does not resolve");
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("the name server did not answer for " + host);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      lookup.cancel(true);
    }
  }
}
