package dev.nestling.core.https;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a request says.
 *
 * @param path absolute, with the query
 * @param body JSON to post; a request without one is a GET
 */
public record HttpQuestion(String path, Optional<String> body) {

  /** A GET. */
  public static HttpQuestion get(String path) {
    return new HttpQuestion(path, Optional.empty());
  }

  /** A POST of JSON. */
  public static HttpQuestion post(String path, String json) {
    return new HttpQuestion(path, Optional.of(json));
  }

  /** The request in HTTP/1.0. */
  byte[] bytes(String host) {
    String method = body.isPresent() ? "POST" : "GET";
    String length =
        body.map(json -> "Content-Type: application/json\r\nContent-Length: " + utf8(json).length)
            .map(headers -> headers + "\r\n")
            .orElse("");
    return utf8(
        "%s %s HTTP/1.0\r\nHost: %s\r\nAccept: application/json\r\nUser-Agent: nestling\r\n%s\r\n%s"
            .formatted(method, path, host, length, body.orElse("")));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
