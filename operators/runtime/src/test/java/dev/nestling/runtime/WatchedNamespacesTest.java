package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WatchedNamespacesTest {
  @Test
  void whatIsNotSetIsAllOfThem() {
    assertThat(WatchedNamespaces.read(Optional.empty()).areAll()).isTrue();
    assertThat(WatchedNamespaces.read(Optional.of("b,a,b")).names()).containsExactly("a", "b");
  }

  /** An operator that does not know where to look must not look everywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"", ",", " ", "team-b, team-a", "Team", "*", "team-a/", "-a", "team-a,"})
  void whatIsNoNameIsRefused(String setting) {
    assertThatThrownBy(() -> WatchedNamespaces.read(Optional.of(setting)))
        .hasMessageContaining("nestling.namespaces: '");
  }
}
