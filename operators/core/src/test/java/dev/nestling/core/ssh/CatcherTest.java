package dev.nestling.core.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatcherTest {
  private static final int KEPT = Catcher.KEPT_BYTES;

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        511,
        512,
        513,
        KEPT - 1,
        KEPT,
        KEPT + 1,
        2 * KEPT - 1,
        2 * KEPT,
        2 * KEPT + 1,
        3 * KEPT,
        5 * KEPT + 7
      })
  void beginningAndEndAreKeptHoweverTheyCome(int length) {
    byte[] all = new byte[length];
    var random = new Random(length);
    for (int i = 0; i < length; i++) {
      all[i] = (byte) ('a' + random.nextInt(26));
    }
    String text = new String(all, StandardCharsets.US_ASCII);
    for (int chunk : new int[] {1, 1000, KEPT, 3 * KEPT, Integer.MAX_VALUE}) {
      var catcher = new Catcher();
      for (int at = 0; at < length; at += Math.min(chunk, length - at)) {
        catcher.write(all, at, Math.min(chunk, length - at));
      }

      assertThat(catcher.total()).isEqualTo(length);
      Output output = catcher.output();
      if (length <= 2 * KEPT) {
        assertThat(output).isEqualTo(new Output(text, 0, ""));
      } else {
        assertThat(output)
            .isEqualTo(
                new Output(
                    text.substring(0, KEPT), length - 2 * KEPT, text.substring(length - KEPT)));
      }
    }
  }

  @Test
  void aCharacterThatComesInPartsIsWhole() {
    var catcher = new Catcher();
    byte[] bytes = ("x".repeat(KEPT - 1) + "€").getBytes(StandardCharsets.UTF_8);
    for (byte each : bytes) {
      catcher.write(each);
    }

    assertThat(catcher.output().text()).endsWith("x€");
  }
}
