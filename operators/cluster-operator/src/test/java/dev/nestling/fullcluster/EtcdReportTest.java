package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EtcdReportTest {
  private static final long MIB = 1 << 20;

  @ParameterizedTest
  @CsvSource({
    "0, 0Mi",
    "1, 1Mi",
    "1048576, 1Mi",
    "1048577, 2Mi",
    "20971520, 20Mi",
    "20971521, 22Mi",
    "104857600, 104Mi",
    "2147483648, 2048Mi",
    "8589934592, 8192Mi"
  })
  void sizesAreRoundedUp(long bytes, String text) {
    assertThat(EtcdReport.rounded(bytes)).hasToString(text);
  }

  /** Each is a write of the status. */
  @Test
  void aDatabaseThatDoublesIsNewsAFewTimes() {
    assertThat(
            LongStream.range(64 * MIB, 128 * MIB)
                .filter(bytes -> bytes % 4096 == 0)
                .mapToObj(EtcdReport::rounded)
                .distinct())
        .hasSizeLessThanOrEqualTo(9);
  }
}
