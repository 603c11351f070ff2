package dev.nestling.core.etcd;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The file that {@code etcd --config-file} reads; it takes no flag beside it. A file and not flags,
 * because the kubelet renews a mounted file under a running pod: a container that is restarted
 * reads what is right by then.
 *
 * @param name of the pod and of the member
 * @param token of the cluster; distinguishes clusters that were founded at the same addresses
 * @param addresses where it listens and how it is reached
 * @param files where its data and its certificates are
 * @param quotaBytes the size of the database's file at which writes are refused
 * @param start what it does without data
 */
public record MemberConfiguration(
    String name, String token, Addresses addresses, Files files, long quotaBytes, Start start) {

  /** The common name of every member's certificate; nobody else may speak as a peer. */
  public static final String PEER_COMMON_NAME = "etcd-member";

  /**
   * Where a member listens and how it is reached.
   *
   * @param listenPeers such as {@code https://0.0.0.0:2380}
   * @param listenClients such as {@code https://0.0.0.0:2379}
   * @param listenProbes such as {@code http://0.0.0.0:2381}: {@code /livez}, {@code /readyz} and
   *     {@code /metrics} without a client's certificate, and nothing else
   * @param peerUrl by which others reach it, never an IP address
   * @param clientUrl likewise
   */
  public record Addresses(
      String listenPeers,
      String listenClients,
      String listenProbes,
      String peerUrl,
      String clientUrl) {}

  /**
   * Absolute paths.
   *
   * @param data a directory of its own in the volume
   * @param certificate for servers and clients, with the common name {@link #PEER_COMMON_NAME}
   * @param key of it
   * @param ca of members and clients, and of nothing else
   */
  public record Files(String data, String certificate, String key, String ca) {}

  /**
   * The file's text.
   *
   * <p>The name that a peer connects from is not checked against its certificate: etcd looks it up
   * backwards, and a new pod has no such record yet. The authority and the common name are.
   */
  public String yaml() {
    return """
        name: "%s"
        data-dir: "%s"
        listen-peer-urls: "%s"
        listen-client-urls: "%s"
        listen-metrics-urls: "%s"
        initial-advertise-peer-urls: "%s"
        advertise-client-urls: "%s"
        initial-cluster: "%s"
        initial-cluster-state: %s
        initial-cluster-token: "%s"
        strict-reconfig-check: true
        quota-backend-bytes: %d
        client-transport-security:
        %s  client-cert-auth: true
        peer-transport-security:
        %s  client-cert-auth: true
          allowed-cn: ["%s"]
          skip-client-san-verification: true
        """
        .formatted(
            name,
            files.data(),
            addresses.listenPeers(),
            addresses.listenClients(),
            addresses.listenProbes(),
            addresses.peerUrl(),
            addresses.clientUrl(),
            initialCluster(),
            start instanceof Start.Founding ? "new" : "existing",
            token,
            quotaBytes,
            certificates(),
            certificates(),
            PEER_COMMON_NAME);
  }

  private String certificates() {
    return """
          cert-file: "%s"
          key-file: "%s"
          trusted-ca-file: "%s"
        """
        .formatted(files.certificate(), files.key(), files.ca());
  }

  /**
   * Naming nobody but itself as an existing cluster is what seals: without data etcd asks the
   * others for the members, finds nobody to ask, and ends.
   */
  private String initialCluster() {
    SortedMap<String, String> members =
        switch (start) {
          case Start.Founding(SortedMap<String, String> founders) -> founders;
          case Start.Joining(SortedMap<String, String> all) -> all;
          case Start.Sealed sealed -> new TreeMap<>(Map.of(name, addresses.peerUrl()));
        };
    return members.entrySet().stream()
        .map(member -> member.getKey() + "=" + member.getValue())
        .collect(Collectors.joining(","));
  }
}
