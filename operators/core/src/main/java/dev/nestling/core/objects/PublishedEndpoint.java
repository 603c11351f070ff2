package dev.nestling.core.objects;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * Where the API is reached from outside.
 *
 * @param host a DNS name or an address literal
 * @param port TCP
 */
public record PublishedEndpoint(String host, int port) {

  /** {@code https://host:port}; a v6 literal in brackets. */
  public String url() {
    return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  /** What {@link #url} made; empty when the text is anything else. */
  public static Optional<PublishedEndpoint> parse(String url) {
    try {
      URI address = new URI(url);
      boolean usable =
          "https".equals(address.getScheme()) && address.getHost() != null && address.getPort() > 0;
      return usable
          ? Optional.of(
              new PublishedEndpoint(
                  address.getHost().replaceAll("[\\[\\]]", ""), address.getPort()))
          : Optional.empty();
    } catch (URISyntaxException notAnAddress) {
      return Optional.empty();
    }
  }
}
