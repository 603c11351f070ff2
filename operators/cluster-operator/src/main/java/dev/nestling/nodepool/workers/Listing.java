package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.nestling.core.nested.api.Reply;
import dev.nestling.core.nested.api.UnavailableException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A collection inside a cluster, page by page: it may be as long as anybody likes to make it.
 *
 * @param pages how a page is read
 * @param path of the collection
 */
record Listing(Pages pages, String path, Selection selection) {
  private static final int PAGE = 50;
  private static final int SMALLER = 10;

  /** How a page is read. */
  @FunctionalInterface
  interface Pages {
    Reply read(String path) throws UnavailableException, InterruptedException;
  }

  /** What is done with each object. */
  @FunctionalInterface
  interface Visit {
    void to(JsonNode object) throws UnavailableException, InterruptedException;
  }

  static Listing of(Pages pages, String path, Selection selection) {
    return new Listing(pages, path, selection);
  }

  /**
   * Visits all of them.
   *
   * @throws UnavailableException when not all of them were shown: who is missing then is not gone
   */
  void forEach(Visit visit) throws UnavailableException, InterruptedException {
    int size = PAGE;
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      Reply page = pages.read(path + "?limit=" + size + selection.query() + next.get());
      if (page.tooLong() && size > 1) {
        size = Math.max(1, size / SMALLER);
      } else {
        for (JsonNode item : whole(page).path("items")) {
          visit.to(item);
        }
        next =
            Optional.of(page.body().path("metadata").path("continue").asText(""))
                .filter(token -> !token.isEmpty())
                .map(token -> "&continue=" + encoded(token));
      }
    }
  }

  private JsonNode whole(Reply page) throws UnavailableException {
    JsonNode list = page.body();
    if (page.ok() && list.path("metadata").hasNonNull("resourceVersion") && list.has("items")) {
      return list;
    }
    throw new UnavailableException(
        path + " can't be listed: " + (page.ok() ? "the answer is not whole" : page.said()));
  }

  /** Which objects of a collection. */
  record Selection(String kind, String value) {

    static Selection label(String key, String value) {
      return new Selection("labelSelector", key + "=" + value);
    }

    static Selection withoutLabel(String key) {
      return new Selection("labelSelector", "!" + key);
    }

    static Selection field(String path, String value) {
      return new Selection("fieldSelector", path + "=" + value);
    }

    String query() {
      return "&" + kind + "=" + encoded(value);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
