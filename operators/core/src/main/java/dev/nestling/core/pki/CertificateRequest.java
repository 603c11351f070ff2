package dev.nestling.core.pki;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A leaf certificate that is wanted. Sets are sorted, so that two requests for the same certificate
 * are equal however they were put together.
 *
 * @param commonName the user name of a client, the display name of a server
 * @param organizations the groups of a client
 * @param usages at least one
 * @param dnsNames subject alternative names
 * @param ipAddresses subject alternative names, v4 or v6 literals
 * @param validity the life from now on
 */
public record CertificateRequest(
    String commonName,
    List<String> organizations,
    Set<Usage> usages,
    List<String> dnsNames,
    List<String> ipAddresses,
    Duration validity) {

  /** The life of a leaf unless the request says otherwise. */
  public static final Duration LEAF_VALIDITY = Duration.ofDays(365);

  /** The life of the published admin credentials. */
  public static final Duration ADMIN_VALIDITY = Duration.ofDays(90);

  public CertificateRequest {
    if (usages.isEmpty() || !validity.isPositive()) {
      throw new IllegalArgumentException(
          "a certificate needs a usage and a life: " + usages + ", " + validity);
    }
    organizations = sorted(organizations);
    usages = Set.copyOf(usages);
    dnsNames = sorted(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
  }

  /** A client's certificate for {@link #LEAF_VALIDITY}. */
  public static CertificateRequest client(String commonName, String... organizations) {
    return new CertificateRequest(
        commonName,
        List.of(organizations),
        Set.of(Usage.CLIENT),
        List.of(),
        List.of(),
        LEAF_VALIDITY);
  }

  /** A server's certificate for {@link #LEAF_VALIDITY}. */
  public static CertificateRequest server(
      String commonName, Collection<String> dnsNames, Collection<String> ipAddresses) {
    return new CertificateRequest(
        commonName,
        List.of(),
        Set.of(Usage.SERVER),
        List.copyOf(dnsNames),
        List.copyOf(ipAddresses),
        LEAF_VALIDITY);
  }

  /** The same request for another life. */
  public CertificateRequest withValidity(Duration validity) {
    return new CertificateRequest(
        commonName, organizations, usages, dnsNames, ipAddresses, validity);
  }

  private static List<String> sorted(Collection<String> values) {
    return List.copyOf(new TreeSet<>(values));
  }
}
