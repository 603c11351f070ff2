package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.UnavailableException;
import dev.nestling.core.pki.CertificateSubject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Which machines joined with a token of a pool: the API server writes into each request for a
 * node's certificate with which token it was made, and nothing that a machine says of itself
 * counts. A controller deletes such requests after an hour, long after a node was marked.
 */
final class Arrivals {
  private static final String REQUESTS = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
  private static final Listing.Selection OF_KUBELETS =
      Listing.Selection.field("spec.signerName", "kubernetes.io/kube-apiserver-client-kubelet");
  private static final String TOKEN_USER = "system:bootstrap:";
  private static final String NODE_USER = "system:node:";

  /** Certificates are also issued for what can't be the name of a node. */
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?([.][a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

  private static final int MAX_NAME = 253;

  private Arrivals() {}

  /** A request: when it was made, and whether with a token of the pool. */
  private record Request(Instant made, boolean ours) {}

  /** By the names of nodes whose last joining was with a token of this pool: when it was. */
  static Map<String, Instant> of(NestedApi api, String pool)
      throws UnavailableException, InterruptedException {
    String group = TokenSecrets.group(pool);
    Map<String, Request> last = new HashMap<>();
    Listing.of(api::read, REQUESTS, OF_KUBELETS)
        .forEach(
            request -> {
              Optional<String> node = node(request);
              Optional<Instant> made = Times.created(request);
              if (node.isPresent() && made.isPresent()) {
                last.merge(
                    node.get(),
                    new Request(made.get(), isOf(request, group)),
                    (one, other) -> one.made().isAfter(other.made()) ? one : other);
              }
            });
    Map<String, Instant> ours = new TreeMap<>();
    last.forEach(
        (name, request) -> {
          if (request.ours()) {
            ours.put(name, request.made());
          }
        });
    return ours;
  }

  /** The node that a machine with a token became; renewals of certificates are nobody's joining. */
  private static Optional<String> node(JsonNode request) {
    if (!request.path("spec").path("username").asText("").startsWith(TOKEN_USER)) {
      return Optional.empty();
    }
    return commonName(request.path("status").path("certificate").asText(""))
        .filter(name -> name.startsWith(NODE_USER))
        .map(name -> name.substring(NODE_USER.length()))
        .filter(name -> name.length() <= MAX_NAME && NAME.matcher(name).matches());
  }

  private static Optional<String> commonName(String base64) {
    try {
      String pem = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return CertificateSubject.commonName(pem);
    } catch (IllegalArgumentException notIssuedYet) {
      return Optional.empty();
    }
  }

  private static boolean isOf(JsonNode request, String group) {
    for (JsonNode member : request.path("spec").path("groups")) {
      if (member.asText("").equals(group)) {
        return true;
      }
    }
    return false;
  }
}
