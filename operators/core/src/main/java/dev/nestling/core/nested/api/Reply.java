package dev.nestling.core.nested.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.nestling.core.https.HttpAnswer;
import java.util.ArrayList;
import java.util.List;

/**
 * What an API server said, or that it said nothing.
 *
 * @param status of HTTP, 0 when there was no answer, 413 when it was too long to be read
 * @param text the answer, or why there was none
 * @param body the answer when it is JSON
 */
public record Reply(int status, String text, JsonNode body) {
  /** The {@linkplain #reason() word} for silence. */
  public static final String NO_ANSWER_REASON = "NoAnswer";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LENGTH = 300;
  private static final int NO_ANSWER = 0;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int TOO_LONG = 413;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  static Reply of(HttpAnswer answer) {
    return new Reply(answer.status(), answer.body(), parsed(answer.body()));
  }

  static Reply none(String why) {
    return new Reply(NO_ANSWER, why, MissingNode.getInstance());
  }

  static Reply unread(String why) {
    return new Reply(TOO_LONG, why, MissingNode.getInstance());
  }

  private static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** Without what was said: it may be a Secret of a nested cluster. */
  @Override
  public String toString() {
    return "Reply[" + status + ", " + text.length() + " characters]";
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** Whether it was not read because of its length; less of it may be asked for. */
  public boolean tooLong() {
    return status == TOO_LONG;
  }

  /** Whether somebody else was faster. */
  public boolean conflict() {
    return status == CONFLICT;
  }

  public boolean created() {
    return status == 201;
  }

  /** Whether the server speaks of this very object, as it does not when it has no such kind. */
  public boolean objectNotFound() {
    return status == NOT_FOUND && body.path("details").hasNonNull("name");
  }

  /** Whether nothing is served at the path. */
  public boolean pathNotFound() {
    return status == NOT_FOUND && !body.path("details").hasNonNull("name");
  }

  /** Whether the server itself may be in trouble, rather than the object. */
  public boolean doubtful() {
    return status == NO_ANSWER
        || status == 401
        || status == TOO_MANY_REQUESTS
        || status >= SERVER_ERROR;
  }

  /** Whether the same question may well be answered in another way soon. */
  public boolean passing() {
    return doubtful() || status == CONFLICT;
  }

  /** In one word. */
  public String reason() {
    if (status == NO_ANSWER) {
      return NO_ANSWER_REASON;
    }
    String word = body.path("reason").asText("");
    return word.matches("[A-Za-z]{1,50}") ? word : "HTTP" + status;
  }

  /** In the server's words, shortened. */
  public String said() {
    String words = body.path("message").asText(text);
    String printable = words.replaceAll("\\p{Cntrl}+", " ").strip();
    String shortened =
        printable.length() > LENGTH ? printable.substring(0, LENGTH) + "…" : printable;
    return status == NO_ANSWER ? shortened : "HTTP " + status + ": " + shortened;
  }

  /** Without the server's words, which quote values that are no strings: only where it saw them. */
  public String saidOfSecret() {
    if (status == NO_ANSWER) {
      return said();
    }
    List<String> fields = new ArrayList<>();
    body.path("details")
        .path("causes")
        .forEach(
            cause ->
                fields.add(cause.path("field").asText("") + " " + cause.path("reason").asText("")));
    String causes = fields.isEmpty() ? "" : " (" + String.join(", ", fields).strip() + ")";
    return "HTTP " + status + ": " + reason() + causes + "; the details may quote the Secret";
  }
}
