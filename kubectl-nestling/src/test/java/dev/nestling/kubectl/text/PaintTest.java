package dev.nestling.kubectl.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaintTest {
  @Test
  void coloursAreForTerminalsOfThoseWhoWantThem() {
    assertThat(Paint.of(true, Map.of())).isEqualTo(Paint.ANSI);
    assertThat(Paint.of(false, Map.of())).isEqualTo(Paint.PLAIN);
    assertThat(Paint.of(true, Map.of("NO_COLOR", "1"))).isEqualTo(Paint.PLAIN);
    assertThat(Paint.of(true, Map.of("TERM", "dumb"))).isEqualTo(Paint.PLAIN);
    assertThat(Paint.PLAIN.bad("x")).isEqualTo("x");
  }

  @Test
  void aTreeIsDrawnWithItsLines() {
    assertThat(
            Branch.of(
                    "a",
                    Branch.of("b", Branch.of("c"), Branch.of("d")),
                    Branch.of("e", Branch.of("f")))
                .lines())
        .containsExactly("a", "├─ b", "│  ├─ c", "│  └─ d", "└─ e", "   └─ f");
  }

  @ParameterizedTest
  @CsvSource({"1h,PT1H", "90m,PT1H30M", "1h30m5s,PT1H30M5S", "0s,PT0S"})
  void spansAreReadAsKubernetesWritesThem(String text, Duration expected) {
    assertThat(Span.parse(text)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "h", "1d", "-1h", "1h ", "1.5h", "99999999999h"})
  void nothingElseIsASpan(String text) {
    assertThat(Span.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT5S,5s", "PT5M10S,5m10s", "PT26H,1d2h", "PT3H,3h", "PT-5S,0s"})
  void spansAreWrittenShort(Duration span, String expected) {
    assertThat(Span.text(span)).isEqualTo(expected);
  }
}
