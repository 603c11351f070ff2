package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Asks an API server for its issuers by having it review a token of each that nobody signed. What
 * it says against the token tells whether it has the issuer, and the issuer's keys. The issuers
 * themselves are asked by nobody but the API server.
 */
final class IssuersQuestion {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REVIEWS = "/apis/authentication.k8s.io/v1/tokenreviews";
  private static final String OF_AN_ISSUER = "oidc: ";
  private static final List<String> WITHOUT_KEYS =
      List.of("oidc: authenticator not initialized", "fetching keys");

  /** 2100: the token must not be refused for its age before its keys are looked for. */
  private static final long EXPIRES = 4_102_444_800L;

  /** Every question is a connection of its own, and so comes to any of the servers. */
  private static final int SERVERS_ASKED = 4;

  private final NestedApi api;

  IssuersQuestion(NestedApi api) {
    this.api = api;
  }

  /** One server that does not have an issuer is enough: the next request may come to that. */
  IssuersAnswer ask(List<Errands.Issuer> issuers)
      throws UnavailableException, InterruptedException {
    IssuersAnswer answer = askOne(issuers);
    for (int more = 1; more < SERVERS_ASKED && answer.isGood(); more++) {
      answer = askOne(issuers);
    }
    return answer;
  }

  private IssuersAnswer askOne(List<Errands.Issuer> issuers)
      throws UnavailableException, InterruptedException {
    List<String> unreached = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (Errands.Issuer issuer : issuers) {
      Reply reply = api.review(REVIEWS, review(issuer));
      if (!reply.ok()) {
        throw new UnavailableException(reply.said());
      }
      String said = reply.body().path("status").path("error").asText("");
      if (WITHOUT_KEYS.stream().anyMatch(said::contains)) {
        unreached.add(issuer.url());
      } else if (!said.contains(OF_AN_ISSUER)) {
        unknown.add(issuer.url());
      }
    }
    return new IssuersAnswer(
        issuers.stream().map(Errands.Issuer::url).toList(), unreached, unknown);
  }

  private static String review(Errands.Issuer issuer) {
    ObjectNode review = JSON.createObjectNode();
    review.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenReview");
    review.putObject("spec").put("token", token(issuer));
    return review.toString();
  }

  private static String token(Errands.Issuer issuer) {
    ObjectNode header = JSON.createObjectNode().put("alg", "RS256").put("typ", "JWT");
    ObjectNode claims =
        JSON.createObjectNode()
            .put("iss", issuer.url())
            .put("aud", issuer.audience())
            .put("sub", "nobody")
            .put("exp", EXPIRES);
    return part(header) + "." + part(claims) + "." + part(JSON.createObjectNode());
  }

  private static String part(JsonNode json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
  }
}
