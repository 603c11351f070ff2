package dev.nestling.lightcluster.objects;

import dev.nestling.core.network.Cidr;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The subject alternative names of the serving certificate.
 *
 * @param dnsNames sorted
 * @param addresses sorted literals, v4 and v6
 */
public record ServingNames(List<String> dnsNames, List<String> addresses) {

  /**
   * @param clusterIps of the API's Service
   * @param publishedHost the outside name or address, as far as it is known
   */
  public static ServingNames of(
      ClusterScope scope, List<String> clusterIps, Optional<String> publishedHost) {
    SortedSet<String> names = new TreeSet<>();
    SortedSet<String> addresses = new TreeSet<>();
    names.addAll(insideNested(scope.spec().network().dnsDomain()));
    names.addAll(insideManagement(scope));
    scope.spec().network().serviceCIDRs().stream()
        .flatMap(range -> Cidr.parse(range).stream())
        .map(Cidr::firstAddress)
        .forEach(addresses::add);
    addresses.addAll(List.of("127.0.0.1", "::1"));
    addresses.addAll(clusterIps);
    publishedHost.ifPresent(host -> add(host, names, addresses));
    scope.spec().endpoint().extraSANs().forEach(host -> add(host, names, addresses));
    return new ServingNames(List.copyOf(names), List.copyOf(addresses));
  }

  private static List<String> insideNested(String dnsDomain) {
    return List.of(
        "localhost",
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc." + dnsDomain);
  }

  /** The management cluster's DNS domain can't be asked for; nearly all have the usual one. */
  private static List<String> insideManagement(ClusterScope scope) {
    String service = scope.names().api();
    return List.of(
        service,
        service + "." + scope.namespace(),
        scope.serviceHost(),
        scope.serviceHost() + ".cluster.local");
  }

  private static void add(String host, SortedSet<String> names, SortedSet<String> addresses) {
    (Cidr.isAddress(host) ? addresses : names).add(host);
  }
}
