package dev.nestling.core.nested;

import static dev.nestling.core.nested.NestedServer.ADMIN;
import static dev.nestling.core.nested.NestedServer.CA;
import static dev.nestling.core.nested.NestedServer.MINTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.https.Destinations;
import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.KeyPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpsNestedClusterTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IMPATIENCE = Duration.ofMillis(300);

  private static final HttpsClient ANYWHERE = new HttpsClient(Destinations.ANYWHERE);
  private final NestedCluster cluster =
      new HttpsNestedCluster(InstantSource.fixed(NOW), PATIENCE, ANYWHERE);
  private final NestedCluster impatient =
      new HttpsNestedCluster(InstantSource.fixed(NOW), IMPATIENCE, ANYWHERE);
  private NestedServer server;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    server = new NestedServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anAnswerToTheOwnerCarriesTheVersion() {
    assertThat(cluster.probe(server.target())).isEqualTo(new Health.Answered("v1.36.3", NOW));
  }

  @Test
  void aStrangerIsRefused() {
    KeyPair stranger = MINTER.sign(CA, CertificateRequest.client("stranger"), Instant.now());

    assertThat(cluster.probe(as(stranger)))
        .isEqualTo(new Health.Refused(403, "User can't get namespaces"));
  }

  @Test
  void anUnauthenticatedClientIsRefused() {
    server.on(
        "/api/v1/namespaces/default",
        exchange -> NestedServer.answer(exchange, 401, "{\"message\":\"Unauthorized\"}"));

    assertThat(cluster.probe(server.target())).isEqualTo(new Health.Refused(401, "Unauthorized"));
  }

  @Test
  void aServerThatIsNotReadySaysWhatItWaitsFor() {
    var notReady =
        """
        [+]ping ok
        [-]etcd failed: reason withheld
        [-]poststarthook/rbac/bootstrap-roles failed: reason withheld
        readyz check failed
        """;
    server.on("/readyz", exchange -> NestedServer.answer(exchange, 500, notReady));
    server.on("/api/v1/namespaces/default", exchange -> NestedServer.answer(exchange, 403, "{}"));

    assertThat(cluster.probe(server.target()))
        .isEqualTo(new Health.Unready(Set.of("etcd", "poststarthook/rbac/bootstrap-roles")));
  }

  @Test
  void onlyAServerThatMissesNothingElseIsWithoutItsDatastore() {
    assertThat(new Health.Unready(Set.of("etcd", "etcd-readiness")).withoutDatastore()).isTrue();
    assertThat(new Health.Unready(Set.of("etcd", "poststarthook/x")).withoutDatastore()).isFalse();
    assertThat(new Health.Unready(Set.of()).withoutDatastore()).isFalse();
  }

  @Test
  void aServerThatKeepsUsWaitingMayStillSayWhy() {
    var over = new CountDownLatch(1);
    server.on("/api/v1/namespaces/default", exchange -> awaitQuietly(over));
    server.on("/readyz", exchange -> NestedServer.answer(exchange, 500, "[-]etcd failed: x\n"));

    // The second question has to be answered in time, on any machine.
    var ofThreeSeconds =
        new HttpsNestedCluster(InstantSource.fixed(NOW), Duration.ofSeconds(3), ANYWHERE);
    assertThat(ofThreeSeconds.probe(server.target())).isEqualTo(new Health.Unready(Set.of("etcd")));
    over.countDown();
  }

  @Test
  void aServerOfAnotherAuthorityIsNotTrusted() {
    KeyPair otherCa = MINTER.certificateAuthority("kubernetes", Instant.now());
    var target = new NestedTarget(server.url(), otherCa.certificatePem(), ADMIN, Optional.empty());

    assertThat(cluster.probe(target)).isInstanceOf(Health.Untrusted.class);
  }

  @Test
  void aServerOfAnotherNameIsNotTrusted() {
    var target =
        new NestedTarget(server.url(), CA.certificatePem(), ADMIN, Optional.of("other-api.ns.svc"));

    assertThat(cluster.probe(target))
        .isInstanceOfSatisfying(
            Health.Untrusted.class,
            untrusted -> assertThat(untrusted.message()).contains("other-api.ns.svc"));
  }

  @Test
  void aServerWithoutTheUrlsAddressIsNotTrusted() throws IOException, GeneralSecurityException {
    var named = CertificateRequest.server("api", List.of("edge-api.ns.svc"), List.of());
    try (var other = new NestedServer(MINTER.sign(CA, named, Instant.now()))) {
      assertThat(cluster.probe(other.target())).isInstanceOf(Health.Untrusted.class);

      var byName =
          new NestedTarget(other.url(), CA.certificatePem(), ADMIN, Optional.of("edge-api.ns.svc"));
      assertThat(cluster.probe(byName)).isEqualTo(new Health.Answered("v1.36.3", NOW));
    }
  }

  @Test
  void anExpiredServerIsNotTrusted() throws IOException, GeneralSecurityException {
    var request = CertificateRequest.server("api", List.of(), List.of("127.0.0.1"));
    Instant longAgo = Instant.now().minus(Duration.ofDays(400));
    try (var other = new NestedServer(MINTER.sign(CA, request, longAgo))) {
      assertThat(cluster.probe(other.target())).isInstanceOf(Health.Untrusted.class);
    }
  }

  @Test
  void noRedirectIsFollowed() {
    var followed = new AtomicInteger();
    server.on("/elsewhere", exchange -> followed.incrementAndGet());
    server.on(
        "/api/v1/namespaces/default",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          NestedServer.answer(exchange, 302, "");
        });

    assertThat(cluster.probe(server.target())).isEqualTo(new Health.Refused(302, ""));
    assertThat(followed).hasValue(0);
  }

  @Test
  void anEndlessBodyIsCutOff() {
    server.on(
        "/api/v1/namespaces/default",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var line = new byte[4096];
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 100_000; i++) {
              body.write(line);
            }
          }
        });

    assertThat(cluster.probe(server.target()))
        .isEqualTo(new Health.Unreachable("the answer is longer than 65536 bytes"));
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws InterruptedException {
    var released = new CountDownLatch(1);
    server.on("/api/v1/namespaces/default", exchange -> awaitQuietly(released));

    assertThat(impatient.probe(server.target()))
        .isEqualTo(new Health.Unreachable("no answer within 300 ms"));
    released.countDown();
  }

  /** Every byte renews a read timeout; only a limit on the whole request ends this. */
  @Test
  void aServerThatDripsIsGivenUp() {
    server.on(
        "/api/v1/namespaces/default",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var body = exchange.getResponseBody()) {
            for (int i = 0; i < 10_000; i++) {
              body.write(' ');
              body.flush();
              Thread.sleep(10);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThat(impatient.probe(server.target()))
        .isEqualTo(new Health.Unreachable("no answer within 300 ms"));
  }

  @Test
  void aBlackHoleIsGivenUp() throws IOException {
    try (var hole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var first = new Socket(InetAddress.getLoopbackAddress(), hole.getLocalPort())) {
      assertThat(first.isConnected()).isTrue();

      assertThat(impatient.probe(at("https://127.0.0.1:" + hole.getLocalPort())))
          .isEqualTo(new Health.Unreachable("no answer within 300 ms"));
    }
  }

  @Test
  void aClosedPortIsUnreachable() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    assertThat(cluster.probe(at("https://127.0.0.1:" + port)))
        .isEqualTo(new Health.Unreachable("Connection refused"));
  }

  @Test
  void aServerWithoutTlsIsUnreachable() throws IOException, InterruptedException {
    try (var plain = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread answering = Thread.ofVirtual().start(() -> answerInPlainText(plain));

      assertThat(cluster.probe(at("https://127.0.0.1:" + plain.getLocalPort())))
          .isInstanceOf(Health.Unreachable.class);
      answering.join();
    }
  }

  @Test
  void aNameWithoutAddressIsUnreachable() {
    assertThat(cluster.probe(at("https://nothing.invalid:6443")))
        .isInstanceOf(Health.Unreachable.class);
  }

  @Test
  void brokenCredentialsAreReportedWithoutQuotingThem() {
    Health health = cluster.probe(as(new KeyPair(ADMIN.certificatePem(), "c2VjcmV0")));

    assertThat(health)
        .isInstanceOfSatisfying(
            Health.Unreachable.class,
            unreachable ->
                assertThat(unreachable.message())
                    .startsWith("the credentials can't be used")
                    .doesNotContain("c2VjcmV0"));
  }

  private NestedTarget as(KeyPair client) {
    return new NestedTarget(server.url(), CA.certificatePem(), client, Optional.empty());
  }

  private static NestedTarget at(String url) {
    return new NestedTarget(URI.create(url), CA.certificatePem(), ADMIN, Optional.empty());
  }

  private static void answerInPlainText(ServerSocket plain) {
    try (var connection = plain.accept()) {
      connection
          .getOutputStream()
          .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The client may hang up first.
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
