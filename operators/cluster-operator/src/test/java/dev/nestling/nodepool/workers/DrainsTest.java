package dev.nestling.nodepool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DrainsTest {
  private static final String PODS = "/api/v1/pods";
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private final PlayedApi played = new PlayedApi();
  private final List<Map<String, ?>> pods = new ArrayList<>();
  private Drains.Way way = Drains.Way.EVICTION;
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");
  private final Drains drains =
      new Drains(
          new InstantSource() {
            @Override
            public Instant instant() {
              return now;
            }
          });

  private void pod(String name, Map<String, ?> metadata, String phase) {
    Map<String, Object> all = new java.util.HashMap<>(metadata);
    all.putAll(Map.of("name", name, "namespace", "default", "uid", "uid-" + name));
    pods.add(Map.of("metadata", all, "status", Map.of("phase", phase)));
  }

  private Set<String> go() throws Exception {
    played.list(PODS, pods);
    return drains.go(played.api(), Set.of("w-0"), way, TIMEOUT);
  }

  @Test
  void whenThereIsNowhereElseBudgetsProtectNothing() throws Exception {
    way = Drains.Way.DELETION;
    pod("web", Map.of(), "Running");

    assertThat(go()).isEmpty();
    assertThat(played.writes()).containsExactly("DELETE /api/v1/namespaces/default/pods/web");
  }

  @Test
  void podsAreEvictedAndWhoIsBoundToTheNodeStays() throws Exception {
    pod("web", Map.of(), "Running");
    pod("leaving", Map.of("deletionTimestamp", "2030-01-01T00:00:00Z"), "Running");
    pod(
        "proxy",
        Map.of("ownerReferences", List.of(Map.of("kind", "DaemonSet", "controller", true))),
        "Running");
    pod("static", Map.of("annotations", Map.of("kubernetes.io/config.mirror", "x")), "Running");
    pod("done", Map.of(), "Succeeded");

    assertThat(go()).isEmpty();
    assertThat(played.writes())
        .containsExactly("POST /api/v1/namespaces/default/pods/web/eviction");
    assertThat(drains.obstacle()).isEmpty();

    pods.subList(0, 2).clear();
    assertThat(go()).containsExactly("w-0");
  }

  @Test
  void whoMayNotBeEvictedIsNamedAndGoesWithTheNodeInTheEnd() throws Exception {
    pod("web", Map.of(), "Running");
    played.answer(
        "POST /api/v1/namespaces/default/pods/web/eviction",
        429,
        Map.of("message", "it would violate the pod's disruption budget"));

    assertThat(go()).isEmpty();
    assertThat(drains.obstacle())
        .hasValueSatisfying(
            problem ->
                assertThat(problem.message())
                    .contains("w-0", "default/web", "violate the pod's disruption budget"));

    now = now.plus(TIMEOUT).plusSeconds(1);
    assertThat(go()).containsExactly("w-0");
  }
}
