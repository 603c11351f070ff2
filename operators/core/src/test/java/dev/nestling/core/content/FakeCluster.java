package dev.nestling.core.content;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A nested API server as far as content sees it. Applying replaces the object and never merges;
 * whose it is, is remembered as a server does.
 */
final class FakeCluster implements Questioning {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROOF = "/api/v1/namespaces/kube-system";
  static final String WIDGETS = "/apis/example.com/v1";
  private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/";

  /** What befalls the one who asks. */
  @FunctionalInterface
  interface Fate {
    void befall(int number, boolean done);
  }

  /** An object. */
  static final class Stored {
    final String uid;
    final List<Map<String, String>> managers = new ArrayList<>();
    JsonNode body;
    int version;
    boolean deleting;

    Stored(String uid, JsonNode body) {
      this.uid = uid;
      this.body = body;
    }

    Stored managedBy(String manager, String operation) {
      managers.removeIf(it -> manager.equals(it.get("manager")));
      managers.add(Map.of("manager", manager, "operation", operation));
      version++;
      return this;
    }
  }

  final Map<String, Stored> objects = new LinkedHashMap<>();

  /** Every request but questions for metadata, in order. */
  final List<String> log = new ArrayList<>();

  /** What is answered instead of doing it, by method and path. */
  final Map<String, HttpAnswer> refusals = new ConcurrentHashMap<>();

  /** What is answered instead of the list of Secrets, one after the other. */
  final List<HttpAnswer> lists = new ArrayList<>();

  /** Told the number of every request, before and after it has its effect; may throw. */
  Fate fate = (number, done) -> {};

  /** How often discovery does not yet know a kind whose definition is there. */
  int discoveryLag;

  volatile boolean down;
  private int requests;
  private int uids;

  synchronized int requests() {
    return requests;
  }

  @Override
  public synchronized HttpAnswer ask(NestedTarget target, HttpQuestion question, Duration patience)
      throws IOException {
    if (down) {
      throw new IOException("Connection refused");
    }
    int number = requests++;
    fate.befall(number, false);
    HttpAnswer answer = answer(question);
    fate.befall(number, true);
    return answer;
  }

  /** Somebody else creates an object. */
  synchronized Stored create(String path, String manager) {
    Stored made = new Stored("uid-" + uids++, JSON.createObjectNode()).managedBy(manager, "Update");
    objects.put(path, made);
    return made;
  }

  synchronized Stored stored(String path) {
    return Objects.requireNonNull(objects.get(path));
  }

  synchronized Set<String> paths() {
    Set<String> paths = new LinkedHashSet<>(objects.keySet());
    paths.remove(InventoryStore.PATH.toString());
    return paths;
  }

  synchronized void remove(String path) {
    objects.remove(path);
  }

  synchronized String value(String configMap) {
    Stored stored = objects.get(Samples.pathOf(configMap));
    return stored == null ? "absent" : stored.body.path("data").path("key").asText();
  }

  synchronized List<String> writes() {
    String inventory = InventoryStore.PATH.toString();
    return log.stream().filter(line -> !line.endsWith(inventory)).toList();
  }

  synchronized void clearLog() {
    log.clear();
  }

  private HttpAnswer answer(HttpQuestion question) throws IOException {
    String path = question.path().replaceFirst("\\?.*", "");
    String line = question.method() + " " + path;
    if (question.method() != HttpQuestion.Method.GET) {
      log.add(line);
    }
    HttpAnswer refusal = refusals.get(line);
    if (refusal != null) {
      return refusal;
    }
    return switch (question.method()) {
      case GET -> get(path);
      case PATCH -> patch(path, body(question));
      case DELETE -> delete(path, body(question));
      case POST -> throw new AssertionError("nobody posts");
    };
  }

  private static JsonNode body(HttpQuestion question) throws IOException {
    return JSON.readTree(question.payload().orElseThrow().text());
  }

  private HttpAnswer get(String path) throws IOException {
    if (path.equals(PROOF)) {
      return answer(200, Map.of());
    }
    if (path.equals("/api/v1/secrets")) {
      return lists.isEmpty()
          ? answer(
              200,
              Map.of(
                  "kind",
                  "PartialObjectMetadataList",
                  "metadata",
                  Map.of("resourceVersion", "7"),
                  "items",
                  secrets()))
          : lists.remove(0);
    }
    if (path.equals(DefaultClass.CLASSES)) {
      return answer(
          200,
          Map.of(
              "items",
              objects.entrySet().stream()
                  .filter(entry -> entry.getKey().startsWith(path + "/"))
                  .map(entry -> view(entry.getKey(), entry.getValue()))
                  .toList()));
    }
    if (path.equals(WIDGETS)) {
      return served(path)
          ? answer(
              200,
              Map.of(
                  "resources",
                  List.of(
                      Map.of("name", "widgets", "kind", "Widget", "namespaced", true),
                      Map.of("name", "widgets/status", "kind", "Widget", "namespaced", true))))
          : new HttpAnswer(404, "404 page not found");
    }
    Stored stored = objects.get(path);
    return stored == null ? notFound(path) : answer(200, view(path, stored));
  }

  private List<Map<String, ?>> secrets() {
    return objects.keySet().stream()
        .filter(path -> path.contains("/secrets/"))
        .<Map<String, ?>>map(
            path ->
                Map.of(
                    "metadata",
                    Map.of("namespace", path.split("/")[4], "name", path.split("/")[6])))
        .toList();
  }

  private boolean served(String path) {
    if (!path.startsWith(WIDGETS)) {
      return true;
    }
    boolean defined = objects.keySet().stream().anyMatch(it -> it.startsWith(DEFINITIONS));
    return defined && discoveryLag-- <= 0;
  }

  private HttpAnswer patch(String path, JsonNode body) throws IOException {
    if (!served(path)) {
      return new HttpAnswer(404, "404 page not found");
    }
    Stored stored = objects.get(path);
    String expected = body.path("metadata").path("resourceVersion").asText("");
    if (!expected.isEmpty()
        && (stored == null || !expected.equals(String.valueOf(stored.version)))) {
      return status(409, "Conflict", "the object has been modified");
    }
    boolean created = stored == null;
    if (stored == null) {
      stored = new Stored("uid-" + uids++, body);
      objects.put(path, stored);
    }
    if (created || !stored.body.equals(body)) {
      stored.body = body;
      stored.managedBy(LiveObject.MANAGER, "Apply");
    }
    return answer(created ? 201 : 200, view(path, stored));
  }

  private HttpAnswer delete(String path, JsonNode options) throws IOException {
    Stored stored = objects.get(path);
    if (stored == null) {
      return notFound(path);
    }
    JsonNode preconditions = options.path("preconditions");
    if (!preconditions.path("uid").asText().equals(stored.uid)
        || !preconditions.path("resourceVersion").asText().equals("" + stored.version)) {
      return status(409, "Conflict", "the precondition failed");
    }
    objects.remove(path);
    return answer(200, Map.of());
  }

  private static Map<String, Object> view(String path, Stored stored) {
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("uid", stored.uid);
    metadata.put("resourceVersion", String.valueOf(stored.version));
    metadata.put("managedFields", stored.managers);
    metadata.put("annotations", stored.body.path("metadata").path("annotations"));
    if (stored.deleting) {
      metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
    }
    return path.equals(InventoryStore.PATH.toString())
        ? Map.of("metadata", metadata, "data", stored.body.path("data"))
        : Map.of("metadata", metadata);
  }

  private static HttpAnswer notFound(String path) throws IOException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return answer(404, Map.of("reason", "NotFound", "details", Map.of("name", name)));
  }

  static HttpAnswer status(int code, String reason, String message) throws IOException {
    return answer(code, Map.of("kind", "Status", "reason", reason, "message", message));
  }

  private static HttpAnswer answer(int code, Map<String, ?> body) throws IOException {
    return new HttpAnswer(code, JSON.writeValueAsString(body));
  }
}
