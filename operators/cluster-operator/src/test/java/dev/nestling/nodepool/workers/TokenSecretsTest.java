package dev.nestling.nodepool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.kubeadm.BootstrapToken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenSecretsTest {
  private static final String SECRETS = "/api/v1/namespaces/kube-system/secrets";
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
  private static final JoinToken TOKEN =
      new JoinToken(
          new BootstrapToken("abcdef", "0123456789abcdef"), NOW.plus(Duration.ofHours(20)), "now");

  private final PlayedApi played = new PlayedApi();
  private final List<Map<String, ?>> secrets = new ArrayList<>();

  private void secret(String id, String givenOut, String expiration) {
    secrets.add(
        Map.of(
            "metadata",
            Map.of(
                "name",
                "bootstrap-token-" + id,
                "uid",
                id,
                "labels",
                Map.of("nestling.dev/join-secret", givenOut),
                "annotations",
                Map.of("nestling.dev/expiration", expiration))));
  }

  private TokenSecrets secrets(Optional<JoinToken> token) {
    played.list(SECRETS, secrets);
    return new TokenSecrets(
        played.api(), new TokenWish(PlayedApi.TARGET, "workers", token, Duration.ofHours(24)));
  }

  private static String deletion(String id) {
    return "DELETE " + SECRETS + "/bootstrap-token-" + id;
  }

  @Test
  void whatIsGivenOutIsMadeAndWhatIsNotGoes() throws Exception {
    secret("abcdef", "now", "2030-01-01T20:00:00Z");
    secret("before", "now", "2030-01-01T10:00:00Z");
    secret("ended0", "now", "2029-12-31T23:59:59Z");
    secret("toolon", "now", "2030-01-05T00:00:00Z");
    secret("revokd", "earlier", "2030-01-01T10:00:00Z");
    secret("change", "now", "never");

    assertThat(secrets(Optional.of(TOKEN)).keep(NOW)).isEmpty();

    assertThat(played.writes())
        .containsExactly(
            "PATCH " + SECRETS + "/bootstrap-token-abcdef",
            deletion("ended0"),
            deletion("toolon"),
            deletion("revokd"),
            deletion("change"));
  }

  @Test
  void withoutATokenAllAreTakenBack() throws Exception {
    secret("abcdef", "now", "2030-01-01T20:00:00Z");

    assertThat(secrets(Optional.empty()).keep(NOW)).isEmpty();

    assertThat(played.writes()).containsExactly(deletion("abcdef"));
  }

  @Test
  void whatCouldNotBeTakenBackIsNotTakenBackAndTheOthersAre() throws Exception {
    secret("aaaaaa", "earlier", "2030-01-01T20:00:00Z");
    secret("bbbbbb", "earlier", "2030-01-01T20:00:00Z");
    played.answer(deletion("aaaaaa"), 500, Map.of("message", "a webhook is away"));

    assertThat(secrets(Optional.empty()).keep(NOW))
        .hasValueSatisfying(problem -> assertThat(problem.reason()).isEqualTo("Refused"));

    assertThat(played.writes()).containsExactly(deletion("aaaaaa"), deletion("bbbbbb"));
  }
}
