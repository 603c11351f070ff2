package dev.nestling.testing.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * An API server in memory, on a port of the loopback interface.
 *
 * <p>It does what a real one does as far as operators can tell: server-side apply with
 * managedFields and conflicts, optimistic locking, the status subresource, generations, finalizers,
 * garbage collection by UID, selectors, watches, defaults of installed CRDs, addresses for
 * Services. It does not validate, and everybody may do everything. In return it keeps a {@link
 * #journal}, breaks on demand ({@link #faults}) and plays the rest of a cluster ({@link
 * #controllers}).
 */
public final class MockApiServer implements AutoCloseable {
  static {
    // Otherwise every answer waits 40 ms for a delayed acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final StoredObjects objects = new StoredObjects();
  private final Kinds kinds = new Kinds();
  private final Journal journal = new Journal();
  private final Faults faults = new Faults();
  private final ScriptedControllers controllers;
  private final Deletions deletions;
  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RequestHandler handler;
  private final List<KubernetesClient> clients = new CopyOnWriteArrayList<>();

  private MockApiServer(Clock clock) throws IOException {
    controllers = new ScriptedControllers(objects, clock);
    deletions = new Deletions(objects, clock);
    Writes writes = new Writes(objects, kinds, clock);
    handler =
        new RequestHandler(
            new Resources(objects, kinds, writes, deletions, controllers), journal, faults);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.setExecutor(threads);
    http.createContext("/", handler);
    http.start();
  }

  /** Starts an empty server whose timestamps come from the machine's clock. */
  public static MockApiServer start() {
    return start(Clock.systemUTC());
  }

  /** Starts an empty server. */
  public static MockApiServer start(Clock clock) {
    try {
      return new MockApiServer(clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens: {@code http://127.0.0.1:<port>/}. */
  public String url() {
    return "http://127.0.0.1:" + http.getAddress().getPort() + "/";
  }

  /** A client for the test itself, called {@code test} in the journal. */
  public KubernetesClient client() {
    return client("test");
  }

  /**
   * A client that ends with the server. It does not repeat failed requests by itself.
   *
   * @param who how the journal and the faults call it
   */
  public KubernetesClient client(String who) {
    return client(who, config -> config);
  }

  /** A client with settings of its own. */
  public KubernetesClient client(String who, UnaryOperator<ConfigBuilder> settings) {
    ConfigBuilder config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(url())
            .withNamespace("default")
            .withUserAgent(who)
            .withOnlyHttpWatches(true)
            .withHttp2Disable(true)
            .withRequestRetryBackoffLimit(0)
            .withWatchReconnectInterval(50);
    KubernetesClient client =
        new KubernetesClientBuilder().withConfig(settings.apply(config).build()).build();
    clients.add(client);
    return client;
  }

  /** Installs the definition that the build generated for this type. */
  public void install(Class<? extends HasMetadata> customResource) {
    ObjectNode definition = Kinds.definitionOf(customResource);
    kinds.install(definition);
    put(Serialization.unmarshal(definition.toString(), HasMetadata.class));
  }

  /**
   * Stores an object as it is, status included, as some other actor: nothing in the journal, no
   * managedFields, a resource version and (unless given) a UID as usual.
   */
  public <T extends HasMetadata> T put(T object) {
    ObjectNode node = Serialization.unmarshal(Serialization.asJson(object), ObjectNode.class);
    ObjectNode metadata = node.withObject("/metadata");
    ResourcePath path = pathOf(object);
    if (!path.namespace().isEmpty()) {
      metadata.put("namespace", path.namespace());
    }
    return locked(
        () -> {
          ObjectNode stored = handler.resources().put(path, node);
          @SuppressWarnings("unchecked")
          T result = (T) Serialization.unmarshal(stored.toString(), object.getClass());
          return result;
        });
  }

  /** What is stored under the kind, namespace and name of {@code object}. */
  public <T extends HasMetadata> Optional<T> find(T object) {
    return locked(() -> objects.find(pathOf(object).key()))
        .map(
            node -> {
              @SuppressWarnings("unchecked")
              T result = (T) Serialization.unmarshal(node.toString(), object.getClass());
              return result;
            });
  }

  /** Every stored object, in the order of group, kind, namespace and name. */
  public List<JsonNode> everything() {
    return locked(() -> new ArrayList<>(objects.all().values()));
  }

  public Journal journal() {
    return journal;
  }

  public Faults faults() {
    return faults;
  }

  public ScriptedControllers controllers() {
    return controllers;
  }

  /** Cuts every watch, as a restarting API server does; clients must come back by themselves. */
  public void cutWatches() {
    handler.cutWatches();
  }

  @Override
  public void close() {
    clients.forEach(KubernetesClient::close);
    handler.cutWatches();
    http.stop(0);
    threads.shutdownNow();
  }

  private <T> T locked(Supplier<T> work) {
    return objects.locked(work);
  }

  private static ResourcePath pathOf(HasMetadata object) {
    String apiVersion = object.getApiVersion();
    int slash = apiVersion.indexOf('/');
    boolean namespaced = object instanceof Namespaced;
    String namespace = Optional.ofNullable(object.getMetadata().getNamespace()).orElse("default");
    return new ResourcePath(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        object.getPlural(),
        namespaced ? namespace : "",
        object.getMetadata().getName(),
        "",
        Map.of());
  }
}
