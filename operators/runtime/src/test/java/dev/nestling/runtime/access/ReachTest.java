package dev.nestling.runtime.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.nestling.runtime.WatchedNamespaces;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReachTest {
  private static final Duration OFTEN = Duration.ofMillis(5);

  private final Set<String> rights = ConcurrentHashMap.newKeySet();
  private final AtomicInteger told = new AtomicInteger();

  private Reach reach(String... asked) {
    return new Reach(WatchedNamespaces.of(List.of(asked)), rights::contains);
  }

  @Test
  void aNamespaceWithoutRightsKeepsItFromNoOther() {
    rights.add("a");
    try (Reach reach = reach("a", "gone")) {
      assertThat(reach.reached().names()).containsExactly("a");
      reach.watch(OFTEN, told::incrementAndGet);
      rights.add("gone");
      await().until(() -> told.get() == 1);
    }
  }

  /** No namespaces would be all of them. */
  @Test
  void withoutAnyRightsItDoesNotBegin() {
    assertThatThrownBy(() -> reach("a", "b"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("a, b");
  }

  @Test
  void whatCanNotBeAskedIsAskedAgain() {
    rights.add("a");
    AtomicInteger asked = new AtomicInteger();
    try (Reach reach =
        new Reach(
            WatchedNamespaces.of(List.of("a", "b")),
            name -> {
              if (name.equals("b") && asked.incrementAndGet() == 2) {
                throw new IllegalStateException("no answer");
              }
              return rights.contains(name);
            })) {
      reach.watch(OFTEN, told::incrementAndGet);
      await().until(() -> asked.get() > 3);
      rights.add("b");
      await().until(() -> told.get() == 1);
    }
  }
}
