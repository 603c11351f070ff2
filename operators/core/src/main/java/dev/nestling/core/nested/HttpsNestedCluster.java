package dev.nestling.core.nested;

import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpsClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks over HTTPS.
 *
 * <p>The question is {@code GET /api/v1/namespaces/default}: unlike a health endpoint it is only
 * answered to somebody who was both authenticated and authorized, and it takes a working datastore.
 * When it is not answered, {@code GET /readyz} tells a server that is not ready from one that does
 * not want us.
 */
public final class HttpsNestedCluster implements NestedCluster {
  private static final String QUESTION = "/api/v1/namespaces/default";
  private static final String READINESS = "/readyz";
  private static final Pattern FAILING_CHECK = Pattern.compile("(?m)^\\[-](\\S{1,100}) failed");
  private static final Pattern VERSION =
      Pattern.compile("\"gitVersion\"\\s*:\\s*\"([^\"]{1,64})\"");
  private static final Pattern MESSAGE =
      Pattern.compile("\"message\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.){1,400})\"");
  private static final int MESSAGE_LENGTH = 200;
  private static final int OK = 200;
  private static final int SERVER_ERROR = 500;

  private final InstantSource clock;
  private final Duration patience;
  private final HttpsClient https;

  /**
   * Asks with a patience of three seconds.
   *
   * @param clock dates the answers
   */
  public HttpsNestedCluster(InstantSource clock) {
    this(clock, Duration.ofSeconds(3));
  }

  /**
   * @param clock dates the answers
   * @param patience the longest that one request may take, from the name's resolution to the last
   *     byte; a probe asks up to two
   */
  public HttpsNestedCluster(InstantSource clock, Duration patience) {
    this(clock, patience, new HttpsClient());
  }

  /**
   * @param clock dates the answers
   * @param patience as above
   * @param https may be shared with whoever else asks the same clusters: it remembers their trust
   */
  public HttpsNestedCluster(InstantSource clock, Duration patience, HttpsClient https) {
    this.clock = clock;
    this.patience = patience;
    this.https = https;
  }

  @Override
  public Health probe(NestedTarget target) {
    try {
      HttpAnswer answer = ask(target, QUESTION);
      if (answer.status() != OK) {
        return unready(target).orElseGet(() -> refused(answer));
      }
      HttpAnswer version = ask(target, "/version");
      return find(VERSION, version.body())
          .<Health>map(text -> new Health.Answered(text, clock.instant()))
          .orElseGet(() -> refused(version));
    } catch (HttpAnswer.MalformedException e) {
      return new Health.Unreachable(text(e));
    } catch (SocketTimeoutException e) {
      return unready(target)
          .orElseGet(
              () -> new Health.Unreachable("no answer within " + patience.toMillis() + " ms"));
    } catch (IOException e) {
      return failed(e);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return new Health.Unreachable("the credentials can't be used: " + text(e));
    }
  }

  /** Whether the server itself says that it is not ready. */
  private Optional<Health> unready(NestedTarget target) {
    try {
      HttpAnswer answer = ask(target, READINESS);
      return answer.status() == SERVER_ERROR
          ? Optional.of(new Health.Unready(failingChecks(answer.body())))
          : Optional.empty();
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Set<String> failingChecks(String body) {
    return FAILING_CHECK.matcher(body).results().map(it -> it.group(1)).collect(Collectors.toSet());
  }

  private HttpAnswer ask(NestedTarget target, String path)
      throws IOException, GeneralSecurityException {
    return https.ask(target.https(), HttpQuestion.get(path), patience);
  }

  private static Health refused(HttpAnswer answer) {
    String message = find(MESSAGE, answer.body()).orElse(answer.body());
    String printable = message.replaceAll("\\p{Cntrl}+", " ").strip();
    return new Health.Refused(
        answer.status(),
        printable.length() > MESSAGE_LENGTH ? printable.substring(0, MESSAGE_LENGTH) : printable);
  }

  private static Health failed(IOException failure) {
    return HttpsClient.distrust(failure)
        .<Health>map(
            why -> new Health.Untrusted("the server can't prove to be this cluster's: " + why))
        .orElseGet(() -> new Health.Unreachable(text(failure)));
  }

  private static String text(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  private static Optional<String> find(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
