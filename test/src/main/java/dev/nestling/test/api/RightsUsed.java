package dev.nestling.test.api;

import dev.nestling.test.testbed.Repository;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which of the rights that config/rbac grants the operators were used by the tests of this JVM: a
 * grant that nobody uses is one too many. What nobody used is written to {@code
 * test/target/rights-unused.txt} when the API server of the tests ends; {@code hack/test} fails
 * when something is in it after all tests have run.
 */
public final class RightsUsed {
  private static final String ROLES = "config/rbac";
  private static final Set<String> USED = ConcurrentHashMap.newKeySet();

  private static final Pattern PATH =
      Pattern.compile(
          "/(?:api/v1|apis/(?<group>[^/]+)/[^/]+)(?:/namespaces/(?<namespace>[^/]+)(?=/[^/]+))?"
              + "/(?<resource>[^/?]+)(?:/(?<name>[^/?]+))?(?:/(?<sub>[^/?]+))?");

  /** Asked for by admission, and not by a request of its own. */
  private static final Set<String> IMPLIED = Set.of("bind", "update");

  /**
   * Used, and not seen here: the framework reads an object anew when its finalizer is written by
   * two; clusters of upstream components are pruned, and asked for by pools, end to end alone.
   */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "lightcluster-operator: get lightclusters",
          "cluster-operator: get fullclusters",
          "cluster-operator: delete configmaps",
          "cluster-operator: delete deployments",
          "cluster-operator: delete networkpolicies",
          "cluster-operator: delete serviceaccounts",
          "cluster-operator: delete services");

  private RightsUsed() {}

  /**
   * A client whose requests are counted.
   *
   * @param operator such as {@code lightcluster-operator}
   */
  public static KubernetesClient client(Config config, String operator) {
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            builder -> builder.addOrReplaceInterceptor("rights", new Counting(operator)))
        .build();
  }

  private record Counting(String operator) implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      if (isWatch(request.uri())) {
        use(operator, "watch", request.uri());
      }
    }

    @Override
    public void after(
        HttpRequest request,
        HttpResponse<?> response,
        AsyncBody.Consumer<List<ByteBuffer>> consumer) {
      answered(request, response.code());
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(
        BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
      answered(response.request(), response.code());
      return CompletableFuture.completedFuture(false);
    }

    /** Whoever hears that something is not there was allowed to ask. */
    private void answered(HttpRequest request, int code) {
      if (code == HttpURLConnection.HTTP_FORBIDDEN
          || code == HttpURLConnection.HTTP_UNAUTHORIZED
          || isWatch(request.uri())) {
        return;
      }
      use(operator, request.method(), request.uri());
      if (code == HttpURLConnection.HTTP_CREATED && request.method().equals("PATCH")) {
        use(operator, "POST", request.uri());
      }
    }
  }

  private static boolean isWatch(URI uri) {
    return uri.getQuery() != null && uri.getQuery().contains("watch=true");
  }

  private static void use(String operator, String method, URI uri) {
    Matcher path = PATH.matcher(uri.getPath());
    if (!path.matches()) {
      return;
    }
    String resource =
        path.group("resource") + (path.group("sub") == null ? "" : "/" + path.group("sub"));
    USED.add(grant(operator, verb(method, path.group("name") != null), resource));
  }

  private static String verb(String method, boolean named) {
    return switch (method) {
      case "GET" -> named ? "get" : "list";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> named ? "delete" : "deletecollection";
      default -> method;
    };
  }

  private static String grant(String operator, String verb, String resource) {
    return "%s: %s %s".formatted(operator, verb, resource);
  }

  /** What was granted and not used so far, a line each. */
  static Set<String> unused() {
    Set<String> unused = new TreeSet<>();
    for (String operator : List.of("lightcluster", "cluster")) {
      for (String file : List.of("_operator_role.yaml", "_operator_namespaced_role.yaml")) {
        rules(operator + file)
            .forEach(
                rule ->
                    rule.getResources()
                        .forEach(
                            resource ->
                                rule.getVerbs().stream()
                                    .filter(verb -> !IMPLIED.contains(verb))
                                    .map(verb -> grant(operator + "-operator", verb, resource))
                                    .filter(
                                        grant ->
                                            !USED.contains(grant) && !ELSEWHERE.contains(grant))
                                    .forEach(unused::add)));
      }
    }
    return unused;
  }

  private static Stream<PolicyRule> rules(String file) {
    try {
      return new KubernetesSerialization()
              .unmarshal(
                  Files.readString(Repository.find().root().resolve(ROLES).resolve(file)),
                  ClusterRole.class)
              .getRules()
              .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what was not used; nothing where no operator was watched at all. */
  static void report() {
    if (USED.isEmpty()) {
      return;
    }
    try {
      Path target = Files.createDirectories(Repository.find().root().resolve("test/target"));
      Files.write(target.resolve("rights-unused.txt"), unused());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
