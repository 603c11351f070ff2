package dev.nestling.testing.apiserver;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request's URL points at.
 *
 * @param group empty for the core group
 * @param namespace empty for cluster-scoped objects and for requests across namespaces
 * @param name empty for collections
 * @param subresource empty for the object itself
 */
record ResourcePath(
    String group,
    String version,
    String plural,
    String namespace,
    String name,
    String subresource,
    Map<String, String> query) {

  /** Empty when the path is none of a resource, as in discovery. */
  static Optional<ResourcePath> parse(URI uri) {
    Deque<String> rest = new ArrayDeque<>(List.of(uri.getPath().substring(1).split("/")));
    String root = rest.removeFirst();
    if (!root.equals("api") && !root.equals("apis")) {
      return Optional.empty();
    }
    String group = root.equals("apis") ? next(rest) : "";
    String version = next(rest);
    String namespace = "";
    if (rest.size() > 2 && "namespaces".equals(rest.peekFirst())) {
      rest.removeFirst();
      namespace = next(rest);
      if (rest.size() == 1 && (rest.contains("status") || rest.contains("finalize"))) {
        return Optional.of(
            new ResourcePath(group, version, "namespaces", "", namespace, next(rest), query(uri)));
      }
    }
    String plural = next(rest);
    if (plural.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ResourcePath(group, version, plural, namespace, next(rest), next(rest), query(uri)));
  }

  String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  String qualifiedResource() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  String resource() {
    return subresource.isEmpty() ? plural : plural + "/" + subresource;
  }

  boolean isStatus() {
    return subresource.equals("status");
  }

  boolean isWatch() {
    String watch = query.getOrDefault("watch", "false");
    return watch.equals("true") || watch.equals("1");
  }

  ObjectKey key() {
    return new ObjectKey(group, plural, namespace, name);
  }

  ResourcePath named(String newName) {
    return new ResourcePath(group, version, plural, namespace, newName, subresource, query);
  }

  private static String next(Deque<String> rest) {
    return rest.isEmpty() ? "" : rest.removeFirst();
  }

  private static Map<String, String> query(URI uri) {
    Map<String, String> query = new HashMap<>();
    String raw = uri.getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        String key = equals < 0 ? pair : pair.substring(0, equals);
        query.put(decode(key), equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
