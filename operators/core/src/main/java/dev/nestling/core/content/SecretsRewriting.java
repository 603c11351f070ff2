package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Has the API server write every Secret anew, with the key that it encrypts with now: a patch that
 * changes nothing is written all the same when what is stored is encrypted in another way.
 */
final class SecretsRewriting {
  private static final int PAGE = 250;

  private final NestedApi api;

  SecretsRewriting(NestedApi api) {
    this.api = api;
  }

  /** Somebody refuses a Secret; the old key has to stay. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    RefusedException(String message) {
      super(message);
    }
  }

  void run() throws UnavailableException, RefusedException, InterruptedException {
    String next = "";
    do {
      Reply page = api.list("/api/v1/secrets?limit=" + PAGE + next);
      if (!page.ok()) {
        throw new RefusedException("the Secrets can't be listed: " + page.said());
      }
      for (JsonNode secret : page.body().path("items")) {
        rewrite(secret.path("metadata"));
      }
      String token = page.body().path("metadata").path("continue").asText("");
      next = token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
    } while (!next.isEmpty());
  }

  private void rewrite(JsonNode metadata)
      throws UnavailableException, RefusedException, InterruptedException {
    String namespace = metadata.path("namespace").asText();
    String name = metadata.path("name").asText();
    Reply reply = api.touch(new ObjectPath("v1", "secrets", namespace, name));
    if (!reply.ok() && !reply.objectNotFound()) {
      throw new RefusedException(
          "Secret %s/%s can't be written: %s".formatted(namespace, name, reply.saidOfSecret()));
    }
  }
}
