package dev.nestling.runtime;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.nestling.testing.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void theLayersAreKept() {
    assertThatCode(Layers::verify).doesNotThrowAnyException();
  }
}
