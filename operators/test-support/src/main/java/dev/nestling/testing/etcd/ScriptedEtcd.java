package dev.nestling.testing.etcd;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdApi;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.https.HttpsTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The etcd of every cluster of a test, without a process: a member runs where its pod, claim and
 * configuration are, starts as the configuration says, and lives in its volume. Members of one
 * cluster know each other by the names of their hosts.
 */
public final class ScriptedEtcd implements EtcdApi {
  private final Places places;
  private final Map<String, PlayedCluster> clusters = new HashMap<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();

  public ScriptedEtcd(Places places) {
    this.places = places;
  }

  /** A member's pod, and which cluster's: its host is {@code c-etcd-0.namespace.svc}. */
  private record Host(String pod, String cluster, String namespace) {
    static Host of(HttpsTarget endpoint) {
      String[] labels = endpoint.tlsServerName().orElseThrow().split("\\.");
      return new Host(
          PlayedCluster.podAt(labels[0]), labels[0].replaceFirst("-\\d+$", ""), labels[1]);
    }
  }

  /** From now on this pod neither answers nor votes. */
  public void silence(String pod) {
    silent.add(pod);
  }

  /** From now on it does again. */
  public void wake(String pod) {
    silent.remove(pod);
  }

  /**
   * What the clients changed, in order, such as {@code add c-etcd-3-0}.
   *
   * @param etcd what its members' names begin with, such as {@code c-etcd}
   */
  public synchronized List<String> changes(String namespace, String etcd) {
    return List.copyOf(cluster(namespace, etcd).changes);
  }

  /** Raises an alarm of the member in a pod. */
  public synchronized void raise(String namespace, String etcd, String pod, Alarm.Type type) {
    PlayedCluster cluster = cluster(namespace, etcd);
    cluster.running(pod).ifPresent(member -> cluster.alarms.add(new Alarm(member, type)));
  }

  /** Says how large a member's database is. */
  public synchronized void database(
      String namespace, String etcd, String pod, MemberStatus.Database database) {
    cluster(namespace, etcd).database(pod, database);
  }

  /** Empties the volume of a pod. */
  public synchronized void empty(String namespace, String etcd, String pod) {
    cluster(namespace, etcd).empty(pod);
  }

  /** Whether a member runs in the pod. */
  public synchronized boolean runs(String namespace, String etcd, String pod) {
    return cluster(namespace, etcd).running(pod).isPresent();
  }

  /** Whether the pod ends because its volume has no data. */
  public synchronized boolean foundNoData(String namespace, String etcd, String pod) {
    return cluster(namespace, etcd).foundNoData(pod);
  }

  private PlayedCluster cluster(String namespace, String etcd) {
    return cluster(new Host("", etcd, namespace));
  }

  private PlayedCluster cluster(Host host) {
    return clusters.computeIfAbsent(
        host.namespace() + "/" + host.cluster(),
        name ->
            new PlayedCluster(
                name,
                pod ->
                    silent.contains(pod) ? Optional.empty() : places.find(host.namespace(), pod)));
  }

  @Override
  public synchronized EtcdAnswer<MemberStatus> status(HttpsTarget endpoint) {
    Host host = Host.of(endpoint);
    return cluster(host).status(host.pod());
  }

  @Override
  public synchronized EtcdAnswer<MemberList> members(HttpsTarget endpoint) {
    Host host = Host.of(endpoint);
    return cluster(host).list(host.pod());
  }

  @Override
  public synchronized EtcdAnswer<Member> addLearner(HttpsTarget endpoint, String peerUrl) {
    Host host = Host.of(endpoint);
    return cluster(host).addLearner(host.pod(), peerUrl);
  }

  @Override
  public synchronized EtcdAnswer<MemberList> promote(HttpsTarget endpoint, EtcdId learner) {
    Host host = Host.of(endpoint);
    return cluster(host).promote(host.pod(), learner);
  }

  @Override
  public synchronized EtcdAnswer<MemberList> remove(HttpsTarget endpoint, EtcdId member) {
    Host host = Host.of(endpoint);
    return cluster(host).remove(host.pod(), member);
  }

  @Override
  public synchronized EtcdAnswer<EtcdId> moveLeader(HttpsTarget leader, EtcdId to) {
    Host host = Host.of(leader);
    return cluster(host).moveLeader(host.pod(), to);
  }

  @Override
  public synchronized EtcdAnswer<List<Alarm>> disarm(HttpsTarget endpoint, Alarm alarm) {
    return cluster(Host.of(endpoint)).disarm(alarm);
  }

  @Override
  public synchronized EtcdAnswer<HttpsTarget> defragment(HttpsTarget endpoint) {
    Host host = Host.of(endpoint);
    if (cluster(host).running(host.pod()).isEmpty()) {
      return new EtcdAnswer.Failed<>(new EtcdFailure.Unreachable("connection refused"));
    }
    cluster(host).defragment(host.pod());
    return new EtcdAnswer.Ok<>(endpoint);
  }
}
