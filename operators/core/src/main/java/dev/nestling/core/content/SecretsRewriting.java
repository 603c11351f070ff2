package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.ObjectPath;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;

/**
 * Has the API server write every Secret anew, with the key that it encrypts with now: a patch that
 * changes nothing is written all the same when what is stored is encrypted in another way. It has
 * ended only when the server said that there is no further page: a key is dropped because of that.
 */
final class SecretsRewriting {
  /** The server decrypts whole Secrets for it, and metadata may be large. */
  private static final int PAGE = 25;

  private static final int GONE = 410;

  private final NestedApi api;
  private final BooleanSupplier stillWanted;

  /**
   * @param stillWanted asked between pages
   */
  SecretsRewriting(NestedApi api, BooleanSupplier stillWanted) {
    this.api = api;
    this.stillWanted = stillWanted;
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
      if (!stillWanted.getAsBoolean()) {
        throw new RefusedException("it is not wanted any more");
      }
      Reply page = api.list("/api/v1/secrets?limit=" + PAGE + next);
      if (page.status() != GONE) {
        for (JsonNode secret : items(page)) {
          rewrite(secret.path("metadata"));
        }
      }
      next = continuation(page);
    } while (!next.isEmpty());
  }

  /** An answer that was cut off is no empty list. */
  private static JsonNode items(Reply page) throws UnavailableException, RefusedException {
    if (!page.ok()) {
      throw new RefusedException("the Secrets can't be listed: " + page.said());
    }
    boolean whole =
        page.body().path("kind").asText("").endsWith("List")
            && !page.body().path("metadata").path("resourceVersion").asText("").isEmpty();
    if (!whole) {
      throw new UnavailableException("the answer to the list of Secrets is not whole");
    }
    return page.body().path("items");
  }

  /**
   * Of a list that took too long the server forgets the state, and offers to go on with what there
   * is now: that is enough, because whatever was written since is written with the new key.
   */
  private static String continuation(Reply page) throws RefusedException {
    String token = page.body().path("metadata").path("continue").asText("");
    if (token.isEmpty() && page.status() == GONE) {
      throw new RefusedException("the Secrets can't be listed to the end: " + page.said());
    }
    return token.isEmpty() ? "" : "&continue=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
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
