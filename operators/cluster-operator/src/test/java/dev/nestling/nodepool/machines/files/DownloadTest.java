package dev.nestling.nodepool.machines.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.nestling.nodepool.machines.files.FilesPod.Announced;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
  private static final byte[] CONTENT = "nestling".repeat(20_000).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean known = exchange.getRequestURI().getPath().equals("/amd64.tar.gz");
          exchange.sendResponseHeaders(known ? 200 : 404, known ? CONTENT.length : -1);
          if (known) {
            exchange.getResponseBody().write(CONTENT);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void bring(String name, Announced what) throws IOException {
    URI from =
        URI.create(
            "http://%s:%d/%s"
                .formatted(
                    server.getAddress().getAddress().getHostAddress(),
                    server.getAddress().getPort(),
                    name));
    new Download().bring(from, what, directory.resolve("files/it"));
  }

  private static String sha256() throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
  }

  @Test
  void whatWasAnnouncedIsTaken() throws Exception {
    bring("amd64.tar.gz", new Announced(sha256(), CONTENT.length));
    assertThat(directory.resolve("files/it")).hasBinaryContent(CONTENT);
  }

  @Test
  void anythingElseIsNot() throws Exception {
    assertThatThrownBy(() -> bring("amd64.tar.gz", new Announced("0".repeat(64), CONTENT.length)))
        .hasMessageContaining("not what it has announced");
    assertThatThrownBy(() -> bring("amd64.tar.gz", new Announced(sha256(), 10)))
        .as("more than was announced")
        .hasMessageContaining("not what it has announced");
    assertThatThrownBy(() -> bring("arm64.tar.gz", new Announced(sha256(), CONTENT.length)))
        .isInstanceOf(IOException.class);
    try (var left = Files.list(directory.resolve("files"))) {
      assertThat(left).isEmpty();
    }
  }
}
