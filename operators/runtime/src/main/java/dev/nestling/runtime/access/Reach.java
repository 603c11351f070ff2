package dev.nestling.runtime.access;

import dev.nestling.runtime.WatchedNamespaces;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the namespaces that an operator is to look at it has its rights in. One that is gone, or
 * not there yet, must not keep it from looking after the others: it is left out until its rights
 * come. The watches can't be changed while they run, so the operator then starts anew.
 */
final class Reach implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Reach.class);

  private final WatchedNamespaces reached;
  private final Set<String> missing;
  private final Predicate<String> hasRights;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("namespaces").daemon().factory());

  /**
   * @param asked some namespaces
   * @param hasRights asks the API server
   * @throws IllegalStateException when the operator has its rights in none of them
   */
  Reach(WatchedNamespaces asked, Predicate<String> hasRights) {
    this.hasRights = hasRights;
    Set<String> found = new TreeSet<>();
    this.missing = new TreeSet<>();
    asked.names().forEach(name -> (hasRights.test(name) ? found : missing).add(name));
    if (found.isEmpty()) {
      throw new IllegalStateException(
          "%s: the operator has no rights in any of the namespaces %s; an administrator gives it some by a Role in each, as the Helm chart does"
              .formatted(WatchedNamespaces.SETTING, String.join(", ", missing)));
    }
    if (!missing.isEmpty()) {
      LOG.warn("Nobody looks after namespaces in which the operator has no rights: {}", missing);
    }
    this.reached = WatchedNamespaces.of(found);
  }

  WatchedNamespaces reached() {
    return reached;
  }

  /** Tells when a namespace that was left out can be looked at. */
  void watch(Duration period, Runnable more) {
    if (!missing.isEmpty()) {
      timer.scheduleWithFixedDelay(
          () -> look(more), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look(Runnable more) {
    try {
      if (missing.stream().anyMatch(hasRights)) {
        timer.shutdown();
        more.run();
      }
    } catch (RuntimeException e) {
      LOG.warn("The rights in namespaces could not be asked for; tried again", e);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
