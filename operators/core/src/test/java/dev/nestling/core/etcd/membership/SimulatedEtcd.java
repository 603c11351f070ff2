package dev.nestling.core.etcd.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * An etcd cluster as far as its rules for members go: votes, elections, a log of numbered entries,
 * and what it refuses. It fails the test as soon as an acknowledged write is lost.
 */
final class SimulatedEtcd {
  static final EtcdId CLUSTER = new EtcdId("c1");
  private static final double IN_SYNC = 0.9;

  /** What a volume has of a member: it survives the process. */
  static final class Data {
    final EtcdId member;
    long index;

    Data(EtcdId member) {
      this.member = member;
    }
  }

  private final Map<EtcdId, Member> members = new LinkedHashMap<>();
  private final Map<EtcdId, Data> running = new LinkedHashMap<>();
  private Optional<EtcdId> leader = Optional.empty();
  private long committed;
  private long term;
  private long nextId = 0x10;

  EtcdId found(String name, String peerUrl) {
    return members.values().stream()
        .filter(member -> member.peerUrls().contains(peerUrl))
        .findFirst()
        .map(Member::id)
        .orElseGet(() -> put(name, peerUrl, false));
  }

  private EtcdId put(String name, String peerUrl, boolean learner) {
    var id = new EtcdId(Long.toHexString(nextId++));
    members.put(id, new Member(id, name, List.of(peerUrl), List.of(), learner));
    return id;
  }

  Optional<Member> at(String peerUrl) {
    return members.values().stream()
        .filter(member -> member.peerUrls().contains(peerUrl))
        .findFirst();
  }

  boolean has(EtcdId id) {
    return members.containsKey(id);
  }

  int votes() {
    return (int) members.values().stream().filter(Member::voter).count();
  }

  boolean votes(EtcdId id) {
    return Optional.ofNullable(members.get(id)).filter(Member::voter).isPresent();
  }

  int runningVotes() {
    return (int) running.keySet().stream().filter(this::votes).count();
  }

  boolean hasQuorum() {
    return votes() > 0 && runningVotes() >= Roster.quorum(votes());
  }

  void run(Data data) {
    running.put(data.member, data);
  }

  void stop(EtcdId id) {
    running.remove(id);
    leader = leader.filter(other -> !other.equals(id));
  }

  Optional<EtcdId> leader() {
    return leader;
  }

  long term() {
    return term;
  }

  long committed() {
    return committed;
  }

  /**
   * Elects, writes, replicates and publishes what came up.
   *
   * @param load the most entries that are written at once
   */
  void tick(Random random, int load) {
    leader = leader.filter(running::containsKey).filter(this::votes).filter(id -> hasQuorum());
    if (leader.isEmpty() && hasQuorum()) {
      elect();
    }
    if (leader.isEmpty()) {
      return;
    }
    running.values().forEach(data -> catchUp(data, random));
    write(1 + random.nextInt(load));
    running.keySet().forEach(id -> members.computeIfPresent(id, (key, member) -> started(member)));
  }

  /** Of any quorum the one with the longest log wins; it has to have all that was acknowledged. */
  private void elect() {
    Data winner =
        running.values().stream()
            .filter(data -> votes(data.member))
            .max(Comparator.comparingLong(data -> data.index))
            .orElseThrow();
    assertThat(winner.index).as("acknowledged writes of the new leader").isEqualTo(committed);
    leader = Optional.of(winner.member);
    term++;
  }

  private void catchUp(Data data, Random random) {
    if (random.nextInt(4) > 0) {
      data.index = committed;
    }
  }

  /** Acknowledged by a bare quorum, the leader among it. */
  private void write(int entries) {
    committed += entries;
    Data first = Optional.ofNullable(running.get(leader.orElseThrow())).orElseThrow();
    first.index = committed;
    running.values().stream()
        .filter(data -> votes(data.member) && data != first)
        .limit(Roster.quorum(votes()) - 1)
        .forEach(data -> data.index = committed);
  }

  private static Member started(Member member) {
    return new Member(
        member.id(), "m", member.peerUrls(), List.of("https://client"), member.learner());
  }

  Optional<MemberList> list() {
    return leader.map(id -> new MemberList(CLUSTER, List.copyOf(members.values())));
  }

  /** Whether it took place. */
  boolean addLearner(String peerUrl) {
    boolean safe = votes() == 1 || runningVotes() >= Roster.quorum(votes() + 1);
    if (leader.isEmpty() || !safe || any(Member::learner) || at(peerUrl).isPresent()) {
      return false;
    }
    put("", peerUrl, true);
    return true;
  }

  private boolean any(Predicate<Member> predicate) {
    return members.values().stream().anyMatch(predicate);
  }

  boolean promote(EtcdId id) {
    if (leader.isEmpty()
        || !has(id)
        || votes(id)
        || !running.containsKey(id)
        || running.get(id).index < committed * IN_SYNC) {
      return false;
    }
    running.get(id).index = committed;
    members.computeIfPresent(
        id,
        (key, member) ->
            new Member(id, member.name(), member.peerUrls(), member.clientUrls(), false));
    return true;
  }

  boolean remove(EtcdId id) {
    boolean endangers =
        votes(id) && running.containsKey(id) && runningVotes() - 1 < Roster.quorum(votes() - 1);
    if (leader.isEmpty() || !has(id) || endangers) {
      return false;
    }
    members.remove(id);
    stop(id);
    return true;
  }

  boolean moveLeader(EtcdId to) {
    if (leader.isEmpty() || !votes(to) || !running.containsKey(to)) {
      return false;
    }
    running.get(to).index = committed;
    leader = Optional.of(to);
    term++;
    return true;
  }
}
