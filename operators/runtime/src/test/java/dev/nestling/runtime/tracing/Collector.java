package dev.nestling.runtime.tracing;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A collector of OpenTelemetry that keeps what it is told; names are readable in its protocol. */
public final class Collector implements QuarkusTestResourceLifecycleManager {
  private final Queue<String> told = new ConcurrentLinkedQueue<>();
  private Optional<HttpServer> http = Optional.empty();

  @Override
  public Map<String, String> start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/v1/traces",
          exchange -> {
            told.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      server.start();
      http = Optional.of(server);
      return Map.of(
          "otel.exporter.otlp.endpoint",
          "http://127.0.0.1:" + server.getAddress().getPort(),
          "otel.bsp.schedule.delay",
          "100");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    http.ifPresent(server -> server.stop(0));
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        told, new TestInjector.AnnotatedAndMatchesType(Told.class, Queue.class));
  }

  /** Where a test wants what was told. */
  @Retention(RetentionPolicy.RUNTIME)
  @interface Told {}
}
