package dev.nestling.core.ssh;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.future.SshFuture;

/** When patience ends. */
record Deadline(long nanoTime) {

  static Deadline in(Duration patience) {
    return new Deadline(System.nanoTime() + patience.toNanos());
  }

  /** Never negative. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  boolean over() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** Whether it was done in time. Unlike the library's own waiting it can be interrupted. */
  <T extends SshFuture<T>> boolean await(SshFuture<T> future) throws InterruptedException {
    var done = new CountDownLatch(1);
    future.addListener(ignored -> done.countDown());
    return done.await(left().toNanos(), TimeUnit.NANOSECONDS);
  }
}
