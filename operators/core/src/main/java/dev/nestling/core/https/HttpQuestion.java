package dev.nestling.core.https;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a request says.
 *
 * @param method of HTTP
 * @param path absolute, with the query
 * @param payload what is sent
 * @param expected what is read in return
 */
public record HttpQuestion(
    Method method, String path, Optional<Payload> payload, Expected expected) {
  private static final String JSON = "application/json";

  /** The methods that servers are asked with. */
  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /**
   * What is sent.
   *
   * @param mediaType what the text is
   * @param text of any length
   */
  public record Payload(String mediaType, String text) {

    /** Without the text, so that no log ever shows what may be secret. */
    @Override
    public String toString() {
      return "Payload[" + mediaType + ", " + text.length() + " characters]";
    }
  }

  /**
   * What is read in return.
   *
   * @param mediaType the value of the header {@code Accept}
   * @param maxBytes a longer answer, headers included, is {@linkplain HttpAnswer.MalformedException
   *     not read}
   */
  public record Expected(String mediaType, int maxBytes) {
    private static final Expected USUAL = new Expected(JSON, HttpAnswer.MAX_BYTES);
  }

  /** A GET. */
  public static HttpQuestion get(String path) {
    return new HttpQuestion(Method.GET, path, Optional.empty(), Expected.USUAL);
  }

  /** A POST of JSON. */
  public static HttpQuestion post(String path, String json) {
    return new HttpQuestion(
        Method.POST, path, Optional.of(new Payload(JSON, json)), Expected.USUAL);
  }

  /** A PATCH; the media type says what kind of patch it is. */
  public static HttpQuestion patch(String path, String mediaType, String text) {
    return new HttpQuestion(
        Method.PATCH, path, Optional.of(new Payload(mediaType, text)), Expected.USUAL);
  }

  /** A DELETE with its options as JSON. */
  public static HttpQuestion delete(String path, String json) {
    return new HttpQuestion(
        Method.DELETE, path, Optional.of(new Payload(JSON, json)), Expected.USUAL);
  }

  /** The same question with another form or length of the answer. */
  public HttpQuestion expecting(Expected other) {
    return new HttpQuestion(method, path, payload, other);
  }

  /** The request in HTTP/1.0. */
  byte[] bytes(String host) {
    byte[] body = payload.map(it -> utf8(it.text())).orElseGet(() -> new byte[0]);
    String about =
        payload
            .map(
                it ->
                    "Content-Type: %s\r\nContent-Length: %d\r\n"
                        .formatted(it.mediaType, body.length))
            .orElse("");
    byte[] head =
        utf8(
            "%s %s HTTP/1.0\r\nHost: %s\r\nAccept: %s\r\nUser-Agent: nestling\r\n%s\r\n"
                .formatted(method, path, host, expected.mediaType, about));
    var request = new ByteArrayOutputStream(head.length + body.length);
    request.writeBytes(head);
    request.writeBytes(body);
    return request.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
