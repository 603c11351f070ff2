package dev.nestling.test.api;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.nestling.core.https.TlsContexts;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;

/** An OpenID Connect issuer on the loopback that has no keys, and so no valid tokens. */
final class TokenIssuerServer implements AutoCloseable {
  private final HttpsServer server;

  private TokenIssuerServer(HttpsServer server) {
    this.server = server;
  }

  static TokenIssuerServer start(KeyPair authority) {
    try {
      KeyPair own =
          new SecureMinter()
              .sign(
                  authority,
                  CertificateRequest.server("issuer", List.of("localhost"), List.of("127.0.0.1")),
                  Instant.now());
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(
          new HttpsConfigurator(TlsContexts.of(authority.certificatePem(), own)));
      TokenIssuerServer issuer = new TokenIssuerServer(server);
      issuer.answer(
          "/.well-known/openid-configuration",
          """
          {"issuer": "%1$s", "jwks_uri": "%1$s/keys", "response_types_supported": ["id_token"],
           "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}
          """
              .formatted(issuer.url()));
      issuer.answer("/keys", "{\"keys\": []}");
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "https://127.0.0.1:" + server.getAddress().getPort();
  }

  private void answer(String path, String json) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
