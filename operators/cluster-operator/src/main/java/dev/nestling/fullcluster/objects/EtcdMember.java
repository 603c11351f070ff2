package dev.nestling.fullcluster.objects;

import dev.nestling.core.etcd.MemberConfiguration;
import dev.nestling.core.pki.CertificateRequest;
import dev.nestling.core.pki.Usage;
import dev.nestling.core.plan.Names;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A place for a member of etcd: everything of it that follows from the cluster's name.
 *
 * @param ordinal from 0
 * @param objectName of its Service, StatefulSet, claim, ConfigMap and Secret
 * @param podName of its pod, and what etcd calls it
 * @param host by which everybody reaches it
 */
public record EtcdMember(int ordinal, String objectName, String podName, String host) {
  /** The largest size. */
  static final int PLACES = 5;

  public static final int CLIENT_PORT = 2379;
  static final int PEER_PORT = 2380;
  static final int PROBE_PORT = 2381;

  static List<EtcdMember> allOf(String namespace, Names names) {
    return IntStream.range(0, PLACES)
        .mapToObj(
            ordinal ->
                new EtcdMember(
                    ordinal,
                    names.etcdMember(ordinal),
                    names.etcdPod(ordinal),
                    names.etcdMember(ordinal) + "." + namespace + ".svc"))
        .toList();
  }

  public String peerUrl() {
    return "https://" + host + ":" + PEER_PORT;
  }

  public String clientUrl() {
    return "https://" + host + ":" + CLIENT_PORT;
  }

  /** For servers and clients alike: members dial each other, and the gateway dials its member. */
  CertificateRequest certificate() {
    return new CertificateRequest(
        MemberConfiguration.PEER_COMMON_NAME,
        List.of(),
        Set.of(Usage.SERVER, Usage.CLIENT),
        List.of(host, host + ".cluster.local", "localhost"),
        List.of("127.0.0.1", "::1"),
        CertificateRequest.LEAF_VALIDITY);
  }
}
