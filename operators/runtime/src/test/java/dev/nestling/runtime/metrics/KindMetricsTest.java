package dev.nestling.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KindMetricsTest {
  private static final Metric FOUND = new Metric("found", "What was found.", List.of("name"));

  private final List<ConfigMap> cache = new ArrayList<>();
  private final KindMetrics<ConfigMap, Integer> metrics = new KindMetrics<>(KindMetricsTest::tell);

  private static List<Sample> tell(ConfigMap object, Optional<Integer> findings) {
    if (object.getMetadata().getName().equals("unspeakable")) {
      throw new IllegalStateException("no");
    }
    return List.of(FOUND.is(findings.orElse(-1), List.of(object.getMetadata().getName())));
  }

  private ConfigMap object(String name, String uid) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("team")
        .withUid(uid)
        .endMetadata()
        .build();
  }

  private ConfigMap cached(String name, String uid) {
    ConfigMap object = object(name, uid);
    cache.add(object);
    return object;
  }

  private static Sample sample(int value, String name) {
    return FOUND.is(value, List.of(name));
  }

  @Test
  void areNoneBeforeThereAreObjects() {
    assertThat(metrics.samples()).isEmpty();
  }

  @Test
  void areOfWhatIsInTheCache() {
    metrics.follow(cache::stream);
    ConfigMap first = cached("first", "1");
    cached("second", "2");
    metrics.found(first, 7);
    assertThat(metrics.samples()).containsExactly(sample(7, "first"), sample(-1, "second"));
    cache.remove(first);
    assertThat(metrics.samples()).containsExactly(sample(-1, "second"));
  }

  @Test
  void forgetWhatWasFoundOfAnObjectThatIsGone() {
    metrics.follow(cache::stream);
    metrics.found(cached("one", "1"), 7);
    cache.clear();
    assertThat(metrics.samples()).isEmpty();
    cached("one", "1");
    assertThat(metrics.samples()).containsExactly(sample(-1, "one"));
  }

  @Test
  void takeNothingFromADeletedNamesake() {
    metrics.follow(cache::stream);
    metrics.found(object("one", "old"), 7);
    cached("one", "new");
    assertThat(metrics.samples()).containsExactly(sample(-1, "one"));
  }

  @Test
  void leaveOutAnObjectThatCannotBeToldOf() {
    metrics.follow(cache::stream);
    cached("unspeakable", "1");
    cached("other", "2");
    assertThat(metrics.samples()).containsExactly(sample(-1, "other"));
  }
}
