package dev.nestling.core.nested;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.nestling.core.https.TlsContexts;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.Minter;
import dev.nestling.core.pki.SecureMinter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * An API server as far as a probe sees it: TLS with minted certificates on loopback, 401 to whoever
 * brings no certificate of its authority. The certificates are valid now, because TLS asks the real
 * clock.
 */
@SuppressWarnings("TimeInStaticInitializer")
final class NestedServer implements AutoCloseable {
  static final Minter MINTER = new SecureMinter();
  static final KeyPair CA = MINTER.certificateAuthority("kubernetes", Instant.now());
  static final KeyPair ADMIN =
      MINTER.sign(CA, CertificateRequest.client("admin", "admins"), Instant.now());
  private static final KeyPair SERVING =
      MINTER.sign(
          CA,
          CertificateRequest.server("api", List.of("edge-api.ns.svc"), List.of("127.0.0.1")),
          Instant.now());

  private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  NestedServer() throws IOException, GeneralSecurityException {
    this(SERVING);
  }

  NestedServer(KeyPair serving) throws IOException, GeneralSecurityException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext context = TlsContexts.of(CA.certificatePem(), serving);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(threads);
    on(
        "/version",
        exchange -> answer(exchange, 200, "{\"major\":\"1\",\"gitVersion\": \"v1.36.3\"}"));
    on("/api/v1/namespaces/default", NestedServer::namespace);
    server.createContext("/", this::dispatch);
    server.start();
  }

  /** From now on this is how requests for the path are answered. */
  NestedServer on(String path, HttpHandler handler) {
    handlers.put(path, handler);
    return this;
  }

  private void dispatch(HttpExchange exchange) throws IOException {
    handlers
        .getOrDefault(exchange.getRequestURI().getPath(), any -> answer(any, 404, ""))
        .handle(exchange);
  }

  NestedTarget target() {
    return new NestedTarget(url(), CA.certificatePem(), ADMIN, Optional.empty());
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void namespace(HttpExchange exchange) throws IOException {
    try {
      Certificate[] chain =
          ((com.sun.net.httpserver.HttpsExchange) exchange).getSSLSession().getPeerCertificates();
      String name = ((X509Certificate) chain[0]).getSubjectX500Principal().getName();
      if (name.contains("CN=admin")) {
        answer(exchange, 200, "{\"kind\":\"Namespace\"}");
      } else {
        answer(exchange, 403, "{\"kind\":\"Status\",\"message\":\"User can't get namespaces\"}");
      }
    } catch (SSLPeerUnverifiedException e) {
      answer(exchange, 401, "{\"kind\":\"Status\",\"message\":\"Unauthorized\"}");
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
