package dev.nestling.core.https;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer in HTTP/1.0: the body ends where the connection ends, so there is nothing to decode.
 *
 * @param status such as 200
 * @param body the text behind the headers
 */
public record HttpAnswer(int status, String body) {
  /**
   * As long as a question says nothing else. A namespace or the status of an etcd member is a few
   * kilobytes.
   */
  public static final int MAX_BYTES = 64 * 1024;

  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})\\b");

  /** What arrived is not an answer that we read. */
  public static class MalformedException extends IOException {
    MalformedException(String message) {
      super(message);
    }
  }

  /** It is longer than what was expected. */
  public static final class TooLongException extends MalformedException {
    TooLongException(int maxBytes) {
      super("the answer is longer than " + maxBytes + " bytes");
    }
  }

  /** Without the body: it may be a Secret of a nested cluster. */
  @Override
  public String toString() {
    return "HttpAnswer[" + status + ", " + body.length() + " characters]";
  }

  static HttpAnswer read(InputStream stream, int maxBytes) throws IOException {
    byte[] bytes = stream.readNBytes(maxBytes + 1);
    if (bytes.length > maxBytes) {
      throw new TooLongException(maxBytes);
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    Matcher statusLine = STATUS_LINE.matcher(text);
    if (!statusLine.lookingAt()) {
      throw new MalformedException("the answer is not HTTP");
    }
    int headersEnd = text.indexOf("\r\n\r\n");
    String body = headersEnd < 0 ? "" : text.substring(headersEnd + "\r\n\r\n".length());
    return new HttpAnswer(Integer.parseInt(statusLine.group(1)), body);
  }
}
