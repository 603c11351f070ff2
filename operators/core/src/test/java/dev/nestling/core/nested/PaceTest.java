package dev.nestling.core.nested;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, PT0.2S",
    "PT59.9S, PT0.2S",
    "PT60S, PT2S",
    "PT299.9S, PT2S",
    "PT300S, PT10S",
    "PT240H, PT10S"
  })
  void aSilentClusterIsAskedLessAndLess(Duration unanswered, Duration pause) {
    assertThat(Pace.standard(new Health.Unreachable("x"), unanswered)).isEqualTo(pause);
    assertThat(Pace.standard(new Health.Refused(503, "x"), unanswered)).isEqualTo(pause);
  }

  @Test
  void aGoodAnswerIsEnoughForAWhile() {
    assertThat(Pace.standard(new Health.Answered("v1", Instant.EPOCH), Duration.ZERO))
        .isEqualTo(Duration.ofSeconds(15));
  }
}
