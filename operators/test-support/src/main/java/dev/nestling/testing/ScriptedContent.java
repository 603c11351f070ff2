package dev.nestling.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.nested.NestedTarget;
import dev.nestling.core.nested.api.Questioning;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is inside nested clusters, by URL: whoever applies an object there gets it, and nothing else
 * happens. Kinds need not be discovered.
 */
public final class ScriptedContent implements Questioning {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String CLASSES = "/apis/storage.k8s.io/v1/storageclasses";

  private record Stored(String uid, int version, JsonNode body) {}

  private final Map<URI, Map<String, Stored>> clusters = new LinkedHashMap<>();
  private int uids;

  /** The paths of all objects in the cluster at the URL. */
  public synchronized Set<String> paths(URI url) {
    return new TreeSet<>(inside(url).keySet());
  }

  /** Somebody makes a Secret inside. */
  public synchronized void makeSecret(URI url, String namespace, String name) {
    inside(url)
        .put(
            "/api/v1/namespaces/" + namespace + "/secrets/" + name,
            new Stored("uid-" + uids++, 1, JSON.createObjectNode()));
  }

  /** How often an object was written. */
  public synchronized int version(URI url, String path) {
    return Optional.ofNullable(inside(url).get(path)).map(Stored::version).orElse(0);
  }

  private Map<String, Stored> inside(URI url) {
    return clusters.computeIfAbsent(url, any -> new LinkedHashMap<>());
  }

  @Override
  public synchronized HttpAnswer ask(NestedTarget target, HttpQuestion question, Duration patience)
      throws IOException {
    Map<String, Stored> objects = inside(target.url());
    String path = question.path().replaceFirst("\\?.*", "");
    Optional<Stored> stored = Optional.ofNullable(objects.get(path));
    return switch (question.method()) {
      case GET -> {
        if (path.equals("/api/v1/secrets")) {
          yield secrets(objects);
        }
        if (path.equals(CLASSES)) {
          yield classes(objects);
        }
        yield stored.isPresent() ? found(200, stored.get()) : notFound(path);
      }
      case PATCH -> {
        JsonNode body = JSON.readTree(question.payload().orElseThrow().text());
        Stored next =
            new Stored(
                stored.map(Stored::uid).orElseGet(() -> "uid-" + uids++),
                stored.map(before -> before.version() + 1).orElse(1),
                body);
        objects.put(path, next);
        yield found(stored.isPresent() ? 200 : 201, next);
      }
      case DELETE -> {
        objects.remove(path);
        yield stored.isPresent() ? new HttpAnswer(200, "{}") : notFound(path);
      }
      case POST -> throw new AssertionError("nobody posts");
    };
  }

  private static HttpAnswer secrets(Map<String, Stored> objects) throws JsonProcessingException {
    return answer(
        200,
        Map.of(
            "kind",
            "PartialObjectMetadataList",
            "metadata",
            Map.of("resourceVersion", "1"),
            "items",
            objects.keySet().stream()
                .filter(path -> path.contains("/secrets/"))
                .map(path -> path.split("/"))
                .map(parts -> Map.of("metadata", Map.of("namespace", parts[4], "name", parts[6])))
                .toList()));
  }

  private static HttpAnswer classes(Map<String, Stored> objects) throws JsonProcessingException {
    return answer(
        200,
        Map.of(
            "items",
            objects.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(CLASSES + "/"))
                .map(entry -> Map.of("metadata", entry.getValue().body().path("metadata")))
                .toList()));
  }

  private static HttpAnswer found(int code, Stored stored) throws JsonProcessingException {
    Map<String, ?> managed = Map.of("manager", "nestling", "operation", "Apply");
    Map<String, ?> metadata =
        Map.of(
            "uid", stored.uid(),
            "resourceVersion", String.valueOf(stored.version()),
            "managedFields", List.of(managed));
    return answer(code, Map.of("metadata", metadata, "data", stored.body().path("data")));
  }

  private static HttpAnswer notFound(String path) throws JsonProcessingException {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return answer(404, Map.of("reason", "NotFound", "details", Map.of("name", name)));
  }

  private static HttpAnswer answer(int code, Map<String, ?> body) throws JsonProcessingException {
    return new HttpAnswer(code, JSON.writeValueAsString(body));
  }
}
