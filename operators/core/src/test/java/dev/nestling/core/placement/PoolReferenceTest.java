package dev.nestling.core.placement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PoolReferenceTest {
  @Test
  void theMarkIsBothNames() {
    assertThat(new PoolReference("platform", "hardware").mark()).isEqualTo("platform.hardware");
  }

  @Test
  void aLongMarkIsALabelStillAndDiffersForEachPool() {
    String namespace = "n".repeat(63);
    String one = new PoolReference(namespace, "p".repeat(40)).mark();
    String other = new PoolReference(namespace, "p".repeat(39) + "q").mark();

    assertThat(one).hasSize(63).isNotEqualTo(other);
  }
}
