package dev.nestling.core.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncryptionKeysTest {
  private static final EncryptionKeys FIRST = EncryptionKeys.of(1, new byte[32]);
  private static final EncryptionKeys BOTH =
      FIRST.withOther(EncryptionKeys.Key.of(2, new byte[] {1, 2, 3}));

  @Test
  void theFirstKeyEncryptsAndClearTextStaysReadable() {
    assertThat(BOTH.newestFirst().yaml())
        .isEqualTo(
            """
            apiVersion: apiserver.config.k8s.io/v1
            kind: EncryptionConfiguration
            resources:
            - resources: [secrets]
              providers:
              - secretbox:
                  keys:
                  - name: key2
                    secret: AQID
                  - name: key1
                    secret: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
              - identity: {}
            """);
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(EncryptionKeys.parse(FIRST.yaml())).contains(FIRST);
    assertThat(EncryptionKeys.parse(BOTH.yaml())).contains(BOTH);
    assertThat(EncryptionKeys.parse(BOTH.newestFirst().yaml())).contains(BOTH.newestFirst());
  }

  @Test
  void whatSomebodyElseWroteIsNotTakenForOurs() {
    String text = BOTH.yaml();
    assertThat(EncryptionKeys.parse(text + "- resources: [configmaps]\n")).isEmpty();
    assertThat(EncryptionKeys.parse(text.replace("secretbox", "aesgcm"))).isEmpty();
    assertThat(EncryptionKeys.parse(text.replace("key2", "mine"))).isEmpty();
    assertThat(EncryptionKeys.parse("")).isEmpty();
  }

  @Test
  void serversStartAnewForAKeyToReadOrWriteWithAndNotForOneLess() {
    String first = EncryptionKeys.code(FIRST.yaml());
    String readable = EncryptionKeys.code(BOTH.yaml());
    String written = EncryptionKeys.code(BOTH.newestFirst().yaml());
    assertThat(first).isEmpty();
    assertThat(readable).isNotEqualTo(first).isNotEqualTo(written);
    assertThat(EncryptionKeys.code(BOTH.newestAlone().yaml())).isEqualTo(written);
    assertThat(readable + written).doesNotContain("AQID");
  }

  @Test
  void noTextOfItShowsAKey() {
    assertThat(BOTH.toString()).contains("key1", "key2").doesNotContain("AQID");
  }
}
