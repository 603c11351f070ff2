package dev.nestling.core.etcd;

import dev.nestling.core.https.HttpsClient;
import dev.nestling.core.https.HttpsTarget;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Asks over HTTPS. Nothing is repeated: whoever asks decides.
 *
 * <p>Source of paths and fields: etcd's {@code rpc.proto}.
 */
public final class EtcdClient implements EtcdApi {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Defragmenting takes seconds for each GiB, and a whole database has at most eight. */
  private static final Duration DEFRAGMENTATION = Duration.ofMinutes(3);

  private final Gateway gateway;
  private final Duration patience;

  /** With ten seconds for an answer: etcd itself gives up after seven without a leader. */
  public EtcdClient(HttpsClient https) {
    this(https, PATIENCE);
  }

  /**
   * @param patience the longest that any question but {@link #defragment} may take
   */
  public EtcdClient(HttpsClient https, Duration patience) {
    this.gateway = new Gateway(https);
    this.patience = patience;
  }

  @Override
  public EtcdAnswer<MemberList> members(HttpsTarget endpoint) {
    return ask(endpoint, "/v3/cluster/member/list", Map.of("linearizable", true))
        .map(Messages::memberList);
  }

  @Override
  public EtcdAnswer<Member> addLearner(HttpsTarget endpoint, String peerUrl) {
    return ask(
            endpoint,
            "/v3/cluster/member/add",
            Map.of("peerURLs", List.of(peerUrl), "isLearner", true))
        .map(answer -> Messages.member(answer.path("member")));
  }

  @Override
  public EtcdAnswer<MemberList> promote(HttpsTarget endpoint, EtcdId learner) {
    return ask(endpoint, "/v3/cluster/member/promote", Map.of("ID", learner.decimal()))
        .map(Messages::memberList);
  }

  @Override
  public EtcdAnswer<MemberList> remove(HttpsTarget endpoint, EtcdId member) {
    return ask(endpoint, "/v3/cluster/member/remove", Map.of("ID", member.decimal()))
        .map(Messages::memberList);
  }

  @Override
  public EtcdAnswer<EtcdId> moveLeader(HttpsTarget leader, EtcdId to) {
    return ask(leader, "/v3/maintenance/transfer-leadership", Map.of("targetID", to.decimal()))
        .map(answer -> to);
  }

  @Override
  public EtcdAnswer<MemberStatus> status(HttpsTarget endpoint) {
    return ask(endpoint, "/v3/maintenance/status", Map.of()).map(Messages::status);
  }

  /** A read that needs a quorum: the revision of the data, which every write increases. */
  public EtcdAnswer<Long> read(HttpsTarget endpoint) {
    return ask(endpoint, "/v3/kv/range", Map.of("key", "AA==", "limit", 1, "keys_only", true))
        .map(answer -> answer.path("header").path("revision").asLong());
  }

  /**
   * The alarms, as a quorum agrees on them. Each question is an entry in the log: for a look now
   * and then, {@link MemberStatus#alarms} has them for nothing.
   */
  public EtcdAnswer<List<Alarm>> alarms(HttpsTarget endpoint) {
    return ask(endpoint, "/v3/maintenance/alarm", Map.of("action", "GET")).map(Messages::alarms);
  }

  @Override
  public EtcdAnswer<List<Alarm>> disarm(HttpsTarget endpoint, Alarm alarm) {
    return ask(
            endpoint,
            "/v3/maintenance/alarm",
            Map.of(
                "action", "DEACTIVATE",
                "memberID", alarm.member().decimal(),
                "alarm", alarm.type().name()))
        .map(Messages::alarms);
  }

  @Override
  public EtcdAnswer<HttpsTarget> defragment(HttpsTarget endpoint) {
    return gateway
        .ask(
            endpoint, new Gateway.Question("/v3/maintenance/defragment", Map.of()), DEFRAGMENTATION)
        .map(answer -> endpoint);
  }

  private EtcdAnswer<com.fasterxml.jackson.databind.JsonNode> ask(
      HttpsTarget endpoint, String path, Map<String, ?> fields) {
    return gateway.ask(endpoint, new Gateway.Question(path, fields), patience);
  }
}
