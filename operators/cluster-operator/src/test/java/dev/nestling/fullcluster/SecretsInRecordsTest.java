package dev.nestling.fullcluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.testing.TalkativeRecords;
import org.junit.jupiter.api.Test;

class SecretsInRecordsTest {
  @Test
  void noRecordShowsASecretWhenItIsPrinted() {
    assertThat(TalkativeRecords.in("dev.nestling.fullcluster", "dev.nestling.nodepool")).isEmpty();
  }
}
