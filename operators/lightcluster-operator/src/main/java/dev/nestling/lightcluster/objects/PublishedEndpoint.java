package dev.nestling.lightcluster.objects;

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
}
