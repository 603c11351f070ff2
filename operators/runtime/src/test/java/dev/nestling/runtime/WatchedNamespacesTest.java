package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedNamespacesTest {
  @Test
  void noneAreAll() {
    assertThat(WatchedNamespaces.of(List.of()).areAll()).isTrue();
    assertThat(WatchedNamespaces.of(List.of("b", "a", "b")).names()).containsExactly("a", "b");
  }

  /** An operator that does not know where to look must not look everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {" team-a", "", "Team", "*", "team-a/", "-a"})
  void whatIsNoNameIsRefused(String name) {
    assertThatThrownBy(() -> WatchedNamespaces.of(List.of("team-b", name)))
        .hasMessageContaining("nestling.namespaces: '" + name + "'");
  }
}
