package dev.nestling.nodepool.workers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.NestedApi;
import dev.nestling.core.nested.api.Questioning;
import dev.nestling.core.pki.KeyPair;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Answers what a test says, by method and path; anything else is well. */
final class PlayedApi implements Questioning {
  static final NestedTarget TARGET =
      new NestedTarget(
          URI.create("https://cluster.example:6443"), "", new KeyPair("", ""), Optional.empty());

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, HttpAnswer> answers = new LinkedHashMap<>();
  private final List<String> writes = new ArrayList<>();

  /** What is not a read, as {@code METHOD path}. */
  List<String> writes() {
    return writes;
  }

  NestedApi api() {
    return new NestedApi(this, new NestedApi.Lanes(new Semaphore(1), new Semaphore(1)), TARGET);
  }

  /** A collection, whatever is selected of it. */
  PlayedApi list(String path, List<?> items) {
    return answer(
        "GET " + path, 200, Map.of("metadata", Map.of("resourceVersion", "1"), "items", items));
  }

  PlayedApi answer(String question, int code, Map<String, ?> body) {
    try {
      answers.put(question, new HttpAnswer(code, JSON.writeValueAsString(body)));
      return this;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public HttpAnswer ask(NestedTarget target, HttpQuestion question, Duration patience) {
    String asked = question.method() + " " + question.path().replaceFirst("[?].*", "");
    if (question.method() != HttpQuestion.Method.GET) {
      writes.add(asked);
    }
    return answers.getOrDefault(asked, new HttpAnswer(200, "{}"));
  }
}
