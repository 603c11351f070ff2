package dev.nestling.core.kubeadm;

import dev.nestling.core.network.AddressText;
import dev.nestling.core.network.Cidr;
import java.net.URI;
import java.util.List;

/**
 * What the objects inside a nested cluster are made from.
 *
 * @param clusterName of the cluster
 * @param version of Kubernetes, such as {@code v1.36.3}
 * @param caPem the cluster's authority
 * @param apiUrl {@code https://host:port} of the API as nodes reach it
 * @param network ranges and names inside the cluster
 */
public record NestedFacts(
    String clusterName, String version, String caPem, String apiUrl, Network network) {

  /** Cluster DNS has the tenth address of every service range, which kubeadm counts on. */
  private static final int DNS_ADDRESS = 10;

  private static final int HTTPS_PORT = 443;

  /**
   * Ranges of one family or of both, in the same order.
   *
   * @param podCIDRs of the whole cluster
   * @param serviceCIDRs of Services
   * @param dnsDomain such as {@code cluster.local}
   */
  public record Network(List<String> podCIDRs, List<String> serviceCIDRs, String dnsDomain) {

    public Network {
      podCIDRs = List.copyOf(podCIDRs);
      serviceCIDRs = List.copyOf(serviceCIDRs);
      if (podCIDRs.isEmpty() || serviceCIDRs.isEmpty()) {
        throw new IllegalArgumentException("a cluster has ranges of pods and of Services");
      }
    }

    /** Where pods ask for names: one address of each service range. */
    public List<String> dnsAddresses() {
      return serviceCIDRs.stream()
          .map(range -> AddressText.canonical(range(range).address(DNS_ADDRESS)))
          .toList();
    }

    /** The families of the service ranges, in their order: {@code IPv4}, {@code IPv6}. */
    public List<String> families() {
      return dnsAddresses().stream()
          .map(address -> AddressText.isV6(address) ? "IPv6" : "IPv4")
          .toList();
    }

    /** Whether v6 is the family of nodes and of Services that don't ask for one. */
    public boolean prefersV6() {
      return families().getFirst().equals("IPv6");
    }

    private static Cidr range(String text) {
      return Cidr.parse(text)
          .orElseThrow(() -> new IllegalArgumentException("not an address range: " + text));
    }
  }

  public NestedFacts {
    URI url = URI.create(apiUrl);
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException("not https://host:port: " + apiUrl);
    }
  }

  /** {@code host:port} of {@link #apiUrl}; a v6 address is in brackets. */
  public String apiEndpoint() {
    return URI.create(apiUrl).getHost() + ":" + apiPort();
  }

  /** The host of {@link #apiUrl}; a v6 address has no brackets. */
  public String apiHost() {
    return URI.create(apiUrl).getHost().replaceAll("[\\[\\]]", "");
  }

  public int apiPort() {
    int port = URI.create(apiUrl).getPort();
    return port < 0 ? HTTPS_PORT : port;
  }
}
