package dev.nestling.fullcluster;

import dev.nestling.testing.Layers;
import org.junit.jupiter.api.Test;

class LayersTest {
  @Test
  void theLayersHold() {
    Layers.verify();
  }
}
