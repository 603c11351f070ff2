package dev.nestling.core.kubeadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NestedFactsTest {

  @ParameterizedTest
  @CsvSource({
    "10.96.0.0/12, 10.96.0.10, IPv4",
    "10.181.0.0/28, 10.181.0.10, IPv4",
    "fd00:181::/112, fd00:181::a, IPv6",
    "fd00:1:2:3:4:5:6:0/112, fd00:1:2:3:4:5:6:a, IPv6"
  })
  void dnsHasTheTenthAddress(String services, String address, String family) {
    var network = new NestedFacts.Network(List.of("10.1.0.0/16"), List.of(services), "x");

    assertThat(network.dnsAddresses()).containsExactly(address);
    assertThat(network.families()).containsExactly(family);
  }

  @Test
  void everyServiceRangeHasDns() {
    var network = Facts.dualStack().network();

    assertThat(network.dnsAddresses()).containsExactly("10.181.0.10", "fd00:181::a");
    assertThat(network.families()).containsExactly("IPv4", "IPv6");
    assertThat(network.prefersV6()).isFalse();
    assertThat(Facts.v6().network().prefersV6()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "https://10.1.2.3:6443, 10.1.2.3:6443",
    "https://[fd00::1]:6443, [fd00::1]:6443",
    "https://api.example.org, api.example.org:443"
  })
  void theEndpointHasAPort(String url, String endpoint) {
    assertThat(facts(url).apiEndpoint()).isEqualTo(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://10.1.2.3:6443", "10.1.2.3:6443", "https:///x", "https://a b"})
  void anAddressThatNodesCanNotUseIsRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> facts(url));
  }

  @Test
  void aNetworkWithoutRangesIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NestedFacts.Network(List.of(), List.of("10.1.0.0/16"), "x"));
    var unreadable = new NestedFacts.Network(List.of("10.1.0.0/16"), List.of("10.2.0.0"), "x");
    assertThatIllegalArgumentException().isThrownBy(unreadable::dnsAddresses);
  }

  private static NestedFacts facts(String url) {
    return Facts.facts(url, List.of("10.1.0.0/16"), List.of("10.2.0.0/16"));
  }
}
