package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The right to join for a while.
 *
 * @param id six characters; no secret, it is in the name of the Secret
 * @param secret sixteen characters
 */
public record BootstrapToken(String id, String secret) {
  private static final Pattern ID = Pattern.compile("[a-z0-9]{6}");
  private static final Pattern SECRET = Pattern.compile("[a-z0-9]{16}");

  public BootstrapToken {
    if (!ID.matcher(id).matches() || !SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException("a token is 6 and 16 characters of a-z and 0-9");
    }
  }

  /** What {@code kubeadm join --token} takes. */
  public String text() {
    return id + "." + secret;
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return id + ".****************";
  }

  /** The Secret that makes the token valid; a controller deletes it when it has expired. */
  public Secret toSecret(Instant expiration, String description) {
    return new SecretBuilder()
        .withMetadata(NestedMetadata.in(NestedMetadata.SYSTEM, "bootstrap-token-" + id))
        .withType("bootstrap.kubernetes.io/token")
        .withData(
            encoded(
                Map.of(
                    "token-id",
                    id,
                    "token-secret",
                    secret,
                    "description",
                    description,
                    "expiration",
                    expiration.truncatedTo(ChronoUnit.SECONDS).toString(),
                    "usage-bootstrap-authentication",
                    "true",
                    "usage-bootstrap-signing",
                    "true",
                    "auth-extra-groups",
                    JoinRights.TOKEN_GROUP)))
        .build();
  }

  private static Map<String, String> encoded(Map<String, String> data) {
    return data.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    Base64.getEncoder()
                        .encodeToString(entry.getValue().getBytes(StandardCharsets.UTF_8)),
                (one, other) -> one,
                TreeMap::new));
  }
}
