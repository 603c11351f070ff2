package dev.nestling.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretContentTest {
  private static final List<String> KEYS = List.of("endpoint", "ca.crt");

  @Test
  void theSameContentHasTheSameCode() {
    assertThat(code(Map.of("endpoint", "a", "other", "x"), "key"))
        .isEqualTo(code(Map.of("endpoint", "a", "other", "y"), "key"))
        .matches("[0-9a-f]{32}");
  }

  @Test
  void everyUsedKeyCounts() {
    assertThat(
            List.of(
                code(Map.of("endpoint", "a"), "key"),
                code(Map.of("endpoint", "b"), "key"),
                code(Map.of("endpoint", "a", "ca.crt", "b"), "key"),
                code(Map.of("ca.crt", "a"), "key"),
                code(Map.of("endpoint", "a\nca.crt\nb"), "key")))
        .doesNotHaveDuplicates();
  }

  @Test
  void withoutTheClustersSecretNoContentCanBeTriedOut() {
    assertThat(code(Map.of("endpoint", "a"), "key"))
        .isNotEqualTo(code(Map.of("endpoint", "a"), "another key"));
  }

  @Test
  void itIsNeverShown() {
    assertThat(SecretContent.of(secret(Map.of("endpoint", "hunter2")), KEYS))
        .hasToString("SecretContent[endpoint]");
  }

  private static String code(Map<String, String> texts, String clusterSecret) {
    return SecretContent.of(secret(texts), KEYS).code(clusterSecret);
  }

  private static Secret secret(Map<String, String> texts) {
    return new SecretBuilder().withData(SecretData.encode(texts)).build();
  }
}
