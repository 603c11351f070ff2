package dev.nestling.core.kubeadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.nestling.core.GoldenYaml;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BootstrapTokenTest {
  private static final BootstrapToken TOKEN = new BootstrapToken("abc012", "0123456789abcdef");

  @Test
  void theSecret() throws IOException {
    var expiration = Instant.parse("2026-01-02T03:04:05.678Z");

    GoldenYaml.check("bootstrap-token", List.of(TOKEN.toSecret(expiration, "for node n1")));
  }

  @Test
  void onlyTheTextHasTheSecret() {
    assertThat(TOKEN.text()).isEqualTo("abc012.0123456789abcdef");
    assertThat(TOKEN).asString().doesNotContain(TOKEN.secret());
  }

  @ParameterizedTest
  @CsvSource({
    "abc01, 0123456789abcdef",
    "abc0123, 0123456789abcdef",
    "abC012, 0123456789abcdef",
    "abc012, 0123456789abcde",
    "abc012, 0123456789abcdeF"
  })
  void whatKubernetesTakesForNoTokenIsRefused(String id, String secret) {
    assertThatIllegalArgumentException().isThrownBy(() -> new BootstrapToken(id, secret));
  }
}
