package dev.nestling.core.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.pki.SecureMinter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpsClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final KeyPair PAIR =
      new SecureMinter().certificateAuthority("a", Instant.parse("2026-01-01T00:00:00Z"));

  private static HttpsTarget at(String host, int port) {
    return new HttpsTarget(
        URI.create("https://%s:%d".formatted(host, port)),
        PAIR.certificatePem(),
        PAIR,
        Optional.empty());
  }

  /** Owners of clusters say which addresses are asked. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.1.2.3",
        "localhost",
        "0.0.0.0",
        "169.254.169.254",
        "224.0.0.1",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[fe80::1]",
        "[ff02::1]"
      })
  void anOperatorAsksNobodyOnItsOwnMachineOrLink(String host) {
    assertThatThrownBy(() -> new HttpsClient().ask(at(host, 6443), HttpQuestion.get("/"), PATIENCE))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("own machine or link");
  }

  @Test
  void nobodyThereHearsOfIt() throws IOException {
    try (var trap = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpsTarget target = at("127.0.0.1", trap.getLocalPort());
      assertThatThrownBy(() -> new HttpsClient().ask(target, HttpQuestion.get("/"), PATIENCE));
      trap.setSoTimeout(1000);
      assertThatThrownBy(trap::accept).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void whoeverChoosesTheAddressesHimselfMayAskAnybody() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();

    assertThat(Destinations.ANYWHERE.checked(loopback)).isEqualTo(loopback);
  }
}
