package dev.nestling.test.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.nestling.core.https.TlsContexts;
import dev.nestling.core.kubeconfig.Kubeconfig;
import dev.nestling.test.testbed.NestedCluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A client that writes twenty times a second into a nested cluster and never retries. What was
 * acknowledged has to be there afterwards, and what failed is counted. It speaks HTTP/2, as the
 * clients that are written in Go do: only there can a server that ends say which request is the
 * last one that it takes on a connection.
 */
final class SteadyWriter implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(50);

  /** Of thousands, over all handovers of a test. */
  private static final int MOST_DROPPED = 2;

  private static final String LABEL = "steadily-written-by";

  private final NestedCluster cluster;
  private final String name;
  private final HttpClient client;
  private final URI configMaps;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean ended;
  private volatile Duration longest = Duration.ZERO;

  private SteadyWriter(NestedCluster cluster, String name) {
    this.cluster = cluster;
    this.name = name;
    var kubeconfig = Kubeconfig.parse(cluster.kubeconfig()).orElseThrow();
    this.client = client(kubeconfig);
    this.configMaps =
        URI.create(kubeconfig.server().url() + "/api/v1/namespaces/default/configmaps");
    this.thread = Thread.ofPlatform().name("steady writer").start(this::run);
  }

  private static HttpClient client(Kubeconfig kubeconfig) {
    try {
      return HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_2)
          .sslContext(TlsContexts.of(kubeconfig.server().caPem(), kubeconfig.user().credentials()))
          .build();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static SteadyWriter start(NestedCluster cluster, String name) {
    return new SteadyWriter(cluster, name);
  }

  int written() {
    return acknowledged.size();
  }

  /** Waits for twenty more; the failure says what the writer does instead. */
  void awaitMoreWritten(Duration patience) {
    int before = written();
    try {
      Awaitility.await("writes go on").atMost(patience).until(() -> written() > before + 20);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%d writes, then %d more; failures: %s; the writer is %s at %s"
              .formatted(
                  before,
                  written() - before,
                  failures,
                  thread.getState(),
                  Arrays.toString(thread.getStackTrace())),
          e);
    }
  }

  /**
   * What went wrong so far, with the time of it; but for very few writes that etcd dropped while
   * its leadership moved. From the moment in which a leader hands over until another one leads,
   * raft takes no proposal and does not tell a member that has forwarded one: the API server
   * answers after seven seconds. That is etcd's own, and a matter of one write to a disk.
   */
  List<String> failures() {
    List<String> dropped = failures.stream().filter(SteadyWriter::isOfAHandover).toList();
    return dropped.size() > MOST_DROPPED
        ? List.copyOf(failures)
        : failures.stream().filter(failure -> !dropped.contains(failure)).toList();
  }

  private static boolean isOfAHandover(String failure) {
    return failure.contains("500: ")
        && (failure.contains("etcdserver: request timed out")
            || failure.contains("raft proposal dropped"));
  }

  /** How long the slowest write took. */
  Duration longest() {
    return longest;
  }

  /** Ends it, and says which acknowledged writes are not there. */
  Set<String> lost() throws InterruptedException {
    close();
    Set<String> lost = ConcurrentHashMap.newKeySet();
    lost.addAll(acknowledged);
    try (var reader = cluster.client()) {
      reader
          .configMaps()
          .inNamespace("default")
          .withLabel(LABEL, name)
          .list()
          .getItems()
          .forEach(found -> lost.remove(found.getMetadata().getName()));
    }
    return lost;
  }

  private void run() {
    for (int count = 0; !ended; count++) {
      long begun = System.nanoTime();
      String object = name + "-" + count;
      try {
        create(object);
        acknowledged.add(object);
      } catch (IOException | RuntimeException e) {
        failures.add(Instant.now() + " " + object + ": " + e);
      } catch (InterruptedException e) {
        return;
      }
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      longest = took.compareTo(longest) > 0 ? took : longest;
      try {
        Thread.sleep(PERIOD.minus(took).isPositive() ? PERIOD.minus(took) : Duration.ZERO);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void create(String object) throws IOException, InterruptedException {
    String json =
        """
        {"apiVersion": "v1", "kind": "ConfigMap",
         "metadata": {"name": "%s", "labels": {"%s": "%s"}}}
        """
            .formatted(object, LABEL, name);
    var request =
        HttpRequest.newBuilder(configMaps)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    var answer = client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    if (answer.statusCode() != 201) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    if (answer.version() != HttpClient.Version.HTTP_2) {
      throw new IOException("the answer came by " + answer.version());
    }
  }

  @Override
  public void close() throws InterruptedException {
    ended = true;
    thread.join();
    client.close();
  }
}
