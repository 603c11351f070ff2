package dev.nestling.fullcluster;

import dev.nestling.core.cluster.OperatorCredentials;
import dev.nestling.core.etcd.monitor.Aim;
import dev.nestling.core.etcd.monitor.EtcdKey;
import dev.nestling.core.https.HttpsTarget;
import dev.nestling.core.objects.SecretData;
import dev.nestling.core.pki.KeyPair;
import dev.nestling.core.plan.Names;
import dev.nestling.fullcluster.objects.EtcdMember;
import dev.nestling.fullcluster.objects.FullClusterScope;
import java.net.URI;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Whom of etcd to ask, and for which state of its objects the answer counts. */
final class EtcdAim {
  private EtcdAim() {}

  static EtcdKey key(FullClusterScope scope) {
    return new EtcdKey(scope.namespace(), scope.names().cluster());
  }

  /**
   * Pods are asked by address, so that the operator needs no DNS; their name is verified. Empty
   * while there is no key to ask with.
   */
  static Optional<Aim> of(
      FullClusterScope scope, Observed.Own own, OperatorCredentials credentials) {
    Names names = scope.names();
    Optional<KeyPair> authority = own.set().secret(names.etcdCa()).flatMap(SecretData::authority);
    return authority.flatMap(
        ca ->
            credentials
                .ofEtcd(ca)
                .map(
                    client ->
                        new Aim(endpoints(scope, own, ca, client), EtcdSlots.essence(scope, own))));
  }

  private static SortedMap<String, HttpsTarget> endpoints(
      FullClusterScope scope, Observed.Own own, KeyPair authority, KeyPair client) {
    var endpoints = new TreeMap<String, HttpsTarget>();
    for (EtcdMember member : scope.members()) {
      address(own, member)
          .ifPresent(ip -> endpoints.put(member.podName(), target(ip, member, authority, client)));
    }
    return endpoints;
  }

  /** Whether any member's pod has an address. */
  static boolean anybodyToAsk(FullClusterScope scope, Observed.Own own) {
    return scope.members().stream().anyMatch(member -> address(own, member).isPresent());
  }

  private static Optional<String> address(Observed.Own own, EtcdMember member) {
    return own.pod(member.podName())
        .flatMap(pod -> Optional.ofNullable(pod.getStatus()))
        .flatMap(status -> Optional.ofNullable(status.getPodIP()))
        .filter(ip -> !ip.isEmpty());
  }

  private static HttpsTarget target(
      String ip, EtcdMember member, KeyPair authority, KeyPair client) {
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return new HttpsTarget(
        URI.create("https://" + host + ":" + EtcdMember.CLIENT_PORT),
        authority.certificatePem(),
        client,
        Optional.of(member.host()));
  }
}
