package dev.nestling.test.api.etcd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nestling.core.https.HttpAnswer;
import dev.nestling.core.https.HttpQuestion;
import dev.nestling.core.https.HttpsTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

/** Writes keys one after the other, to each member in turn, and keeps what was acknowledged. */
final class Writer implements AutoCloseable {
  private static final String PREFIX = "k-";
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final EtcdHost host;
  private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
  private final Thread thread;
  private volatile boolean ending;

  Writer(EtcdHost host) {
    this.host = host;
    this.thread = Thread.ofVirtual().name("writer").start(this::write);
  }

  private void write() {
    for (int number = 0; !ending; number++) {
      String key = "%s%06d".formatted(PREFIX, number);
      List<HttpsTarget> endpoints = new ArrayList<>(host.endpoints().values());
      if (!endpoints.isEmpty()) {
        HttpsTarget endpoint = endpoints.get(number % endpoints.size());
        try {
          String put = "{\"key\":\"%s\",\"value\":\"dg==\"}".formatted(base64(key));
          var question = HttpQuestion.post("/v3/kv/put", put);
          if (host.https().ask(endpoint, question, PATIENCE).status() == 200) {
            acknowledged.add(key);
          }
          Thread.sleep(20);
        } catch (IOException | GeneralSecurityException e) {
          // Not acknowledged.
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  /** Stops, and returns what was acknowledged. */
  Set<String> stop() throws InterruptedException {
    ending = true;
    thread.join();
    return new TreeSet<>(acknowledged);
  }

  int count() {
    return acknowledged.size();
  }

  /** All keys of writers that a member has, read with a quorum. */
  static Set<String> keys(EtcdHost host, HttpsTarget endpoint)
      throws IOException, GeneralSecurityException {
    var keys = new TreeSet<String>();
    String from = PREFIX;
    while (true) {
      String range =
          "{\"key\":\"%s\",\"range_end\":\"%s\",\"limit\":300,\"keys_only\":true}"
              .formatted(base64(from), base64("k."));
      HttpAnswer answer =
          host.https().ask(endpoint, HttpQuestion.post("/v3/kv/range", range), PATIENCE);
      JsonNode body = JSON.readTree(answer.body());
      body.path("kvs")
          .forEach(
              pair ->
                  keys.add(
                      new String(
                          Base64.getDecoder().decode(pair.path("key").asText()),
                          StandardCharsets.UTF_8)));
      if (!body.path("more").asBoolean()) {
        return keys;
      }
      from = keys.last() + "\0";
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    ending = true;
    thread.interrupt();
  }
}
