package dev.nestling.runtime.metrics;

import dev.nestling.core.logging.LogSubject;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the metrics of one kind are made from: the operator's cache of its objects, and what the
 * last reconcile of each found that is not in its status. An object that leaves the cache leaves
 * the metrics, whoever deleted it and however.
 *
 * @param <P> the kind
 * @param <F> what a reconcile finds beyond the status
 */
public final class KindMetrics<P extends HasMetadata, F> implements SampleSource {
  private static final Logger LOG = LoggerFactory.getLogger(KindMetrics.class);

  private final Translation<P, F> translation;
  private final Map<String, F> findings = new ConcurrentHashMap<>();
  private volatile Supplier<Stream<P>> cache = Stream::empty;

  /** What an object says in numbers; a function of its arguments. */
  @FunctionalInterface
  public interface Translation<P, F> {
    /**
     * @param findings empty until a reconcile of this process found any
     */
    List<Sample> samples(P object, Optional<F> findings);
  }

  public KindMetrics(Translation<P, F> translation) {
    this.translation = translation;
  }

  /**
   * To be told before the first reconcile.
   *
   * @param objects those that there are, whenever it is asked
   */
  public void follow(Supplier<Stream<P>> objects) {
    cache = objects;
  }

  /** To be told at the end of each reconcile. */
  public void found(P object, F found) {
    findings.put(object.getMetadata().getUid(), found);
  }

  @Override
  public List<Sample> samples() {
    // Before the cache is asked: what is found meanwhile may be of an object that it did not have
    // yet.
    Set<String> gone = new HashSet<>(findings.keySet());
    List<P> objects = cache.get().toList();
    objects.forEach(object -> gone.remove(object.getMetadata().getUid()));
    findings.keySet().removeAll(gone);
    return objects.stream().flatMap(object -> translated(object).stream()).toList();
  }

  /** One object that can't be told of must not silence the others. */
  private List<Sample> translated(P object) {
    try {
      return translation.samples(
          object, Optional.ofNullable(findings.get(object.getMetadata().getUid())));
    } catch (RuntimeException e) {
      var about = object.getMetadata();
      try (var subject =
          LogSubject.begin(object.getKind(), about.getNamespace(), about.getName())) {
        LOG.warn("An object can't be told of in metrics", e);
      }
      return List.of();
    }
  }
}
