package dev.nestling.core.objects;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedEndpointTest {
  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "edge.example.com", "2001:db8::1"})
  void isReadFromItsUrl(String host) {
    var endpoint = new PublishedEndpoint(host, 6443);
    assertThat(PublishedEndpoint.parse(endpoint.url())).contains(endpoint);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "not an address", "https://:6443", "https://h", "http://h:1"})
  void isNotReadFromAnythingElse(String url) {
    assertThat(PublishedEndpoint.parse(url)).isEmpty();
  }
}
