package dev.nestling.core.etcd;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.https.HttpsTarget;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Etcd's gRPC in JSON: every question is a POST, every error a code and a text. */
final class Gateway {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int OK = 200;
  private static final int MESSAGE_LENGTH = 200;

  private final HttpsClient https;

  Gateway(HttpsClient https) {
    this.https = https;
  }

  record Question(String path, Map<String, ?> fields) {}

  EtcdAnswer<JsonNode> ask(HttpsTarget endpoint, Question question, Duration patience) {
    try {
      String body = JSON.writeValueAsString(question.fields());
      return read(https.ask(endpoint, HttpQuestion.post(question.path(), body), patience));
    } catch (HttpAnswer.MalformedException | JsonProcessingException e) {
      return new EtcdAnswer.Failed<>(new EtcdFailure.Malformed(text(e)));
    } catch (SocketTimeoutException e) {
      return new EtcdAnswer.Failed<>(
          new EtcdFailure.Unreachable("no answer within " + patience.toMillis() + " ms"));
    } catch (IOException e) {
      return new EtcdAnswer.Failed<>(failure(e));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return new EtcdAnswer.Failed<>(
          new EtcdFailure.Denied("the credentials can't be used: " + text(e)));
    }
  }

  private static EtcdAnswer<JsonNode> read(HttpAnswer answer) throws JsonProcessingException {
    if (answer.status() == 401 || answer.status() == 403) {
      return new EtcdAnswer.Failed<>(new EtcdFailure.Denied(shortened(answer.body())));
    }
    JsonNode body = JSON.readTree(answer.body());
    if (answer.status() == OK && body.isObject()) {
      return new EtcdAnswer.Ok<>(body);
    }
    if (!body.path("code").isInt()) {
      return new EtcdAnswer.Failed<>(
          new EtcdFailure.Malformed(
              "status " + answer.status() + " with " + shortened(answer.body())));
    }
    return new EtcdAnswer.Failed<>(
        Refusals.of(body.path("code").asInt(), shortened(body.path("message").asText())));
  }

  /**
   * A server says that it does not like our certificate by an alert of TLS, after the handshake.
   */
  private static EtcdFailure failure(IOException failure) {
    return HttpsClient.distrust(failure)
        .<EtcdFailure>map(EtcdFailure.Untrusted::new)
        .orElseGet(
            () ->
                failure instanceof SSLException
                        && text(failure).toLowerCase(Locale.ROOT).contains("alert")
                    ? new EtcdFailure.Denied(text(failure))
                    : new EtcdFailure.Unreachable(text(failure)));
  }

  private static String shortened(String text) {
    String printable = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return printable.length() > MESSAGE_LENGTH ? printable.substring(0, MESSAGE_LENGTH) : printable;
  }

  private static String text(Exception failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : shortened(message);
  }
}
