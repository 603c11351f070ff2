package dev.nestling.nodepool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodesPauseTest {
  @ParameterizedTest
  @CsvSource({"0, 10", "50, 11", "1000, 30", "100000, 30"})
  void aPoolOfManyIsLookedAtLessOften(int nodes, long seconds) {
    assertThat(NodesRound.pause(nodes)).isEqualTo(Duration.ofSeconds(seconds));
  }
}
