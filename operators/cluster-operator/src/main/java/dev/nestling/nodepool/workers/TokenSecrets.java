package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.kubeadm.BootstrapToken;
import dev.nestling.core.kubeadm.JoinRights;
import dev.nestling.core.kubeadm.NestedMetadata;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of one pool as they are inside the cluster: the one that is given out, and those from
 * before until they end. What was given out with a Secret that is gone goes at once.
 */
final class TokenSecrets {
  /** Label: name of the pool. */
  private static final String POOL = "nestling.dev/node-pool";

  /** Label: UID of the Secret in the management cluster that a token was given out with. */
  private static final String GIVEN_OUT = "nestling.dev/join-secret";

  private static final String EXPIRATION = "nestling.dev/expiration";
  private static final String SECRETS = "/api/v1/namespaces/" + NestedMetadata.SYSTEM + "/secrets";

  private static final Duration SLACK = Duration.ofMinutes(1);

  private final NestedApi api;
  private final TokenWish wish;

  TokenSecrets(NestedApi api, TokenWish wish) {
    this.api = api;
    this.wish = wish;
  }

  /** Whom machines with a token of a pool are, beside what all of them are. */
  static String group(String pool) {
    return "system:bootstrappers:nestling:node-pool:" + pool;
  }

  /**
   * Makes the token good, and takes back what no longer is to be; one that can't be taken back
   * keeps no other from it.
   *
   * @return the first refusal
   */
  Optional<Problem> keep(Instant now) throws UnavailableException, InterruptedException {
    List<Problem> refusals = new ArrayList<>();
    if (wish.token().isPresent()) {
      apply(wish.token().get()).ifPresent(refusals::add);
    }
    Listing.of(api::list, SECRETS, Listing.Selection.label(POOL, wish.pool()))
        .forEach(
            found -> {
              if (!isGood(found.path("metadata"), now)) {
                delete(found.path("metadata")).ifPresent(refusals::add);
              }
            });
    return refusals.stream().findFirst();
  }

  private boolean isGood(JsonNode metadata, Instant now) {
    String givenOut = metadata.path("labels").path(GIVEN_OUT).asText("");
    return wish.token().filter(it -> it.uid().equals(givenOut)).isPresent()
        && Times.parsed(metadata.path("annotations").path(EXPIRATION).asText(""))
            .filter(now::isBefore)
            .filter(until -> until.isBefore(now.plus(wish.ttl()).plus(SLACK)))
            .isPresent();
  }

  private Optional<Problem> delete(JsonNode metadata)
      throws UnavailableException, InterruptedException {
    String options =
        "{\"kind\": \"DeleteOptions\", \"apiVersion\": \"v1\", \"preconditions\": {\"uid\": \"%s\"}}"
            .formatted(metadata.path("uid").asText());
    Reply reply = api.delete(path(metadata.path("name").asText()), options);
    return reply.ok() || reply.objectNotFound()
        ? Optional.empty()
        : refused("a token can't be taken back: ", reply);
  }

  private Optional<Problem> apply(JoinToken token)
      throws UnavailableException, InterruptedException {
    Secret secret = secret(token);
    Reply reply =
        api.apply(
            path(secret.getMetadata().getName()), Serialization.asJson(secret), NodeMarks.MANAGER);
    return reply.ok() ? Optional.empty() : refused("a token can't be made: ", reply);
  }

  private Secret secret(JoinToken token) {
    BootstrapToken bootstrap = token.token();
    return new SecretBuilder(
            bootstrap.toSecret(
                token.expiration(),
                "of NodePool " + wish.pool(),
                List.of(JoinRights.TOKEN_GROUP, group(wish.pool()))))
        .editMetadata()
        .addToLabels(Map.of(POOL, wish.pool(), GIVEN_OUT, token.uid()))
        .addToAnnotations(EXPIRATION, token.expiration().toString())
        .endMetadata()
        .build();
  }

  private static ObjectPath path(String name) {
    return new ObjectPath("v1", "secrets", NestedMetadata.SYSTEM, name);
  }

  private static Optional<Problem> refused(String what, Reply reply) {
    return Optional.of(new Problem(ClusterRound.REFUSED, what + reply.saidOfSecret()));
  }
}
