package dev.nestling.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.pki.KeyPair;
import org.junit.jupiter.api.Test;

class SecretsInRecordsTest {
  /** Its token is what etcd calls so, and no secret. */
  private static final String TELLS_CLUSTERS_APART = "dev.nestling.core.etcd.MemberConfiguration";

  /** Prints what it holds, as records do. */
  record Talkative(String name, String privateKeyPem) {}

  record AroundAKeyPair(KeyPair pair) {}

  @Test
  void noRecordOfTheCoreShowsASecretWhenItIsPrinted() {
    assertThat(TalkativeRecords.count("dev.nestling.core")).isGreaterThan(100);
    assertThat(TalkativeRecords.in("dev.nestling.core")).isSubsetOf(TELLS_CLUSTERS_APART);
  }

  @Test
  void whoeverDoesIsFound() {
    assertThat(TalkativeRecords.example(Talkative.class).map(TalkativeRecords::tells))
        .contains(true);
    assertThat(TalkativeRecords.example(AroundAKeyPair.class).map(TalkativeRecords::tells))
        .contains(false);
  }
}
