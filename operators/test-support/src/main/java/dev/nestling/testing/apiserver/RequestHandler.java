package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.nestling.testing.apiserver.Resources.Answer;
import dev.nestling.testing.apiserver.Resources.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** HTTP: tells requests apart, keeps the journal, lets the faults have their say. */
final class RequestHandler implements HttpHandler {
  private final Resources resources;
  private final Journal journal;
  private final Faults faults;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong watchEpoch = new AtomicLong();

  RequestHandler(Resources resources, Journal journal, Faults faults) {
    this.resources = resources;
    this.journal = journal;
    this.faults = faults;
  }

  Resources resources() {
    return resources;
  }

  void cutWatches() {
    watchEpoch.incrementAndGet();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Optional<ResourcePath> path = ResourcePath.parse(exchange.getRequestURI());
      if (path.isEmpty()) {
        answer(exchange, discover(exchange));
      } else if (header(exchange, "Upgrade").equalsIgnoreCase("websocket")) {
        // The client then watches by plain HTTP.
        exchange.sendResponseHeaders(200, -1);
      } else {
        serve(exchange, path.get());
      }
    }
  }

  private void serve(HttpExchange exchange, ResourcePath path) throws IOException {
    String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    ApiRequest request = describe(exchange, path);
    if (faults.cutsBefore(request)) {
      return;
    }
    Answer answer;
    try {
      faults.actBefore(request);
      faults.refuseIfAsked(request);
      if (request.verb() == Verb.WATCH) {
        watch(exchange, path, request);
        return;
      }
      String manager = request.fieldManager().isEmpty() ? request.who() : request.fieldManager();
      Body body = new Body(text, contentType(exchange), manager);
      answer =
          path.resource().startsWith("selfsubject")
              ? review(text)
              : resources.answer(path, request.verb(), body);
    } catch (ApiFailure failure) {
      answer = new Answer(failure.code(), failure.status());
    } catch (RuntimeException e) {
      answer = new Answer(500, new ApiFailure(500, "InternalError", e.toString()).status());
    }
    journal.add(request, answer.code());
    if (!faults.cutsAfter(request)) {
      answer(exchange, answer);
    }
  }

  private void watch(HttpExchange exchange, ResourcePath path, ApiRequest request)
      throws IOException {
    journal.add(request, 200);
    long epoch = watchEpoch.get();
    WatchStream stream = resources.watch(path);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
    stream.run(exchange.getResponseBody(), () -> epoch == watchEpoch.get());
  }

  private ApiRequest describe(HttpExchange exchange, ResourcePath path) {
    String agent = header(exchange, "User-Agent");
    return new ApiRequest(
        numbers.incrementAndGet(),
        verb(exchange, path),
        path.group(),
        path.resource(),
        path.namespace(),
        path.name(),
        agent.split("[ /]", 2)[0],
        path.query().getOrDefault("fieldManager", ""));
  }

  private static Verb verb(HttpExchange exchange, ResourcePath path) {
    boolean collection = path.name().isEmpty();
    return switch (exchange.getRequestMethod()) {
      case "GET" -> path.isWatch() ? Verb.WATCH : collection ? Verb.LIST : Verb.GET;
      case "POST" -> Verb.CREATE;
      case "PUT" -> Verb.UPDATE;
      case "PATCH" ->
          contentType(exchange).equals("application/apply-patch+yaml") ? Verb.APPLY : Verb.PATCH;
      case "DELETE" -> collection ? Verb.DELETECOLLECTION : Verb.DELETE;
      default -> throw ApiFailure.badRequest("method " + exchange.getRequestMethod());
    };
  }

  /** Access reviews, as leader election asks for: everybody may do everything. */
  private static Answer review(String text) {
    ObjectNode review = Writes.parse(text);
    ObjectNode status = review.putObject("status").put("allowed", true).put("incomplete", false);
    status.putArray("nonResourceRules");
    ObjectNode rule = status.putArray("resourceRules").addObject();
    for (String part : new String[] {"verbs", "apiGroups", "resources"}) {
      rule.putArray(part).add("*");
    }
    return new Answer(201, review);
  }

  private Answer discover(HttpExchange exchange) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/version")) {
      ObjectNode version = JsonNodeFactory.instance.objectNode();
      return new Answer(
          200, version.put("major", "1").put("minor", "36").put("gitVersion", "v1.36.3"));
    }
    if (path.matches("/apis?/.+")) {
      return new Answer(200, resources.kinds().apiResources(path.replaceFirst("/apis?/", "")));
    }
    return new Answer(404, new ApiFailure(404, "NotFound", "nothing at " + path).status());
  }

  private static void answer(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = text(answer.body()).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.code(), bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static String text(JsonNode body) {
    return body.toString();
  }

  private static String contentType(HttpExchange exchange) {
    return header(exchange, "Content-Type").split(";", 2)[0].trim();
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
