package dev.nestling.kubectl;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.nestling.testing.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void theLayersHold() {
    assertThatCode(Layers::verify).doesNotThrowAnyException();
  }
}
