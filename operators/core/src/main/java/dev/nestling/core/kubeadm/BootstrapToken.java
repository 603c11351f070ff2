package dev.nestling.core.kubeadm;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  /** Characters of an id. */
  public static final int ID_LENGTH = 6;

  /** Characters of a secret. */
  public static final int SECRET_LENGTH = 16;

  private static final Pattern ID = Pattern.compile("[a-z0-9]{" + ID_LENGTH + "}");
  private static final Pattern SECRET = Pattern.compile("[a-z0-9]{" + SECRET_LENGTH + "}");

  public BootstrapToken {
    if (!ID.matcher(id).matches() || !SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException("a token is 6 and 16 characters of a-z and 0-9");
    }
  }

  /** The token that {@link #text} wrote; empty when it is none. */
  public static Optional<BootstrapToken> parse(String text) {
    String[] parts = text.split("[.]", -1);
    return parts.length == 2 && ID.matcher(parts[0]).matches() && SECRET.matcher(parts[1]).matches()
        ? Optional.of(new BootstrapToken(parts[0], parts[1]))
        : Optional.empty();
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
    return toSecret(expiration, description, List.of(JoinRights.TOKEN_GROUP));
  }

  /**
   * @param groups whom a machine with the token is; all begin with {@code system:bootstrappers:}
   */
  public Secret toSecret(Instant expiration, String description, List<String> groups) {
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
                    String.join(",", groups))))
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
