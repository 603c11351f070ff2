package dev.nestling.test.e2e;

import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.core.nested.Health;
import dev.nestling.core.nested.HttpsNestedCluster;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.test.testbed.NestedCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Users of a nested cluster who never pause: one with a connection that stays, one who makes a new
 * one for each request. None of their requests is repeated.
 */
final class Callers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final AtomicInteger answers = new AtomicInteger();
  private final KubernetesClient steady;
  private final List<Thread> threads;
  private volatile boolean ended;

  private Callers(NestedCluster cluster) {
    steady = cluster.client();
    var asked =
        new HttpsNestedCluster(
            InstantSource.system(), PATIENCE, new HttpsClient(Destinations.ANYWHERE));
    var target = target(cluster.kubeconfig());
    threads =
        List.of(
            Thread.ofPlatform().name("steady caller").unstarted(() -> repeat(this::askSteadily)),
            Thread.ofPlatform()
                .name("new caller")
                .unstarted(() -> repeat(() -> askAnew(asked, target))));
    threads.forEach(Thread::start);
  }

  static Callers of(NestedCluster cluster) {
    return new Callers(cluster);
  }

  private static NestedTarget target(String kubeconfig) {
    var config = Kubeconfig.parse(kubeconfig).orElseThrow();
    return new NestedTarget(
        URI.create(config.server().url()),
        config.server().caPem(),
        config.user().credentials(),
        config.server().tlsServerName());
  }

  /** What went wrong, with the time of it. */
  List<String> failures() {
    return failures;
  }

  int answers() {
    return answers.get();
  }

  private void repeat(Runnable request) {
    while (!ended) {
      try {
        request.run();
        answers.incrementAndGet();
        Thread.sleep(20);
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!ended) {
          failures.add(Instant.now() + " " + Thread.currentThread().getName() + ": " + e);
        }
      }
    }
  }

  private void askSteadily() {
    if (steady.namespaces().withName("default").get() == null) {
      throw new IllegalStateException("the namespace default is gone");
    }
  }

  private static void askAnew(HttpsNestedCluster asked, NestedTarget target) {
    Health heard = asked.probe(target);
    if (!heard.answered()) {
      throw new IllegalStateException(heard.toString());
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    for (Thread thread : threads) {
      thread.join();
    }
    steady.close();
  }
}
