package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A situation to start from: all members wanted are there, healthy, and the first one leads. */
final class Scene {
  static final EtcdId CLUSTER = new EtcdId("c1");
  static final MemberStatus.Database SMALL =
      new MemberStatus.Database(10L << 20, 9L << 20, 1L << 30);
  private static final int SLOTS = 5;

  private final int desired;
  private final Set<Integer> listed = new HashSet<>();
  private final Set<Integer> learners = new HashSet<>();
  private final Set<Integer> unstarted = new HashSet<>();
  private final Set<Integer> silent = new HashSet<>();
  private final Set<Integer> unsealed = new HashSet<>();
  private final Set<Integer> restarts = new HashSet<>();
  private final Map<Integer, Volume> volumes = new HashMap<>();
  private final Map<Integer, Pod> pods = new HashMap<>();
  private final Map<Integer, Long> behind = new HashMap<>();
  private final Map<Integer, MemberStatus.Database> databases = new HashMap<>();
  private final List<Member> strangers = new ArrayList<>();
  private final List<Alarm> alarms = new ArrayList<>();
  private Founding founding = new Founding.Done(CLUSTER);
  private int leader;
  private boolean quorum = true;

  private Scene(int desired, int members) {
    this.desired = desired;
    for (int ordinal = 0; ordinal < members; ordinal++) {
      listed.add(ordinal);
      volumes.put(ordinal, new Volume.Marked(id(ordinal)));
      pods.put(ordinal, new Pod.Ready());
    }
  }

  static Scene of(int members) {
    return new Scene(members, members);
  }

  static Scene wanting(int desired, int members) {
    return new Scene(desired, members);
  }

  static EtcdId id(int ordinal) {
    return new EtcdId("a" + ordinal);
  }

  static String name(int ordinal) {
    return "m" + ordinal;
  }

  static String url(int ordinal) {
    return "https://m" + ordinal + ":2380";
  }

  Scene founding(Founding record) {
    founding = record;
    return this;
  }

  Scene withoutQuorum() {
    quorum = false;
    return this;
  }

  Scene leader(int ordinal) {
    leader = ordinal;
    return this;
  }

  /** In etcd's list, with a vote. */
  Scene member(int ordinal) {
    listed.add(ordinal);
    volumes.put(ordinal, new Volume.Marked(id(ordinal)));
    pods.put(ordinal, new Pod.Ready());
    return this;
  }

  Scene learner(int ordinal) {
    learners.add(ordinal);
    return member(ordinal);
  }

  Scene unlisted(int ordinal) {
    listed.remove(ordinal);
    return this;
  }

  /** Added, and never run. */
  Scene unstarted(int ordinal) {
    unstarted.add(ordinal);
    return silent(ordinal);
  }

  Scene unsealed(int ordinal) {
    unsealed.add(ordinal);
    return this;
  }

  /** Does not answer; its pod is not ready. */
  Scene silent(int ordinal) {
    silent.add(ordinal);
    return pod(ordinal, new Pod.NotReady(Duration.ofMinutes(5), "CrashLoopBackOff"));
  }

  /** Its volume has no data, and its pod says so. */
  Scene empty(int ordinal) {
    silent.add(ordinal);
    return pod(ordinal, new Pod.FoundNoData());
  }

  Scene pod(int ordinal, Pod pod) {
    pods.put(ordinal, pod);
    return this;
  }

  Scene volume(int ordinal, Volume volume) {
    volumes.put(ordinal, volume);
    return this;
  }

  Scene behind(int ordinal, long entries) {
    behind.put(ordinal, entries);
    return this;
  }

  Scene restart(int... ordinals) {
    for (int ordinal : ordinals) {
      restarts.add(ordinal);
    }
    return this;
  }

  Scene alarm(int ordinal, Alarm.Type type) {
    alarms.add(new Alarm(id(ordinal), type));
    return this;
  }

  /** Of a quota of 1024 MiB. */
  Scene database(int ordinal, long sizeMiB, long inUseMiB) {
    databases.put(ordinal, new MemberStatus.Database(sizeMiB << 20, inUseMiB << 20, 1L << 30));
    return this;
  }

  Scene stranger() {
    strangers.add(
        new Member(new EtcdId("f"), "x", List.of("https://x:2380"), List.of("https://x"), false));
    return this;
  }

  Decision decide() {
    return MembershipPlanner.decide(situation());
  }

  Step step() {
    return decide().step();
  }

  List<String> reasons() {
    return decide().problems().stream().map(problem -> problem.reason()).toList();
  }

  Situation situation() {
    List<Slot> slots = new ArrayList<>();
    Map<String, EtcdAnswer<MemberStatus>> statuses = new LinkedHashMap<>();
    List<Member> members = new ArrayList<>(strangers);
    for (int ordinal = 0; ordinal < SLOTS; ordinal++) {
      slots.add(slot(ordinal));
      if (listed.contains(ordinal)) {
        members.add(listedAs(ordinal));
        statuses.put(
            name(ordinal),
            silent.contains(ordinal)
                ? new EtcdAnswer.Failed<>(new EtcdFailure.Unreachable("refused"))
                : new EtcdAnswer.Ok<>(status(ordinal)));
      }
    }
    return new Situation(
        desired,
        founding,
        slots,
        new Survey(
            quorum
                ? new EtcdAnswer.Ok<>(new MemberList(CLUSTER, members))
                : new EtcdAnswer.Failed<>(new EtcdFailure.NoLeader("no leader")),
            statuses));
  }

  private Slot slot(int ordinal) {
    return new Slot(
        ordinal,
        name(ordinal),
        url(ordinal),
        volumes.getOrDefault(ordinal, new Volume.Missing()),
        pods.getOrDefault(ordinal, new Pod.Absent()),
        !unsealed.contains(ordinal),
        restarts.contains(ordinal));
  }

  private Member listedAs(int ordinal) {
    boolean never = unstarted.contains(ordinal);
    return new Member(
        id(ordinal),
        never ? "" : name(ordinal),
        List.of(url(ordinal)),
        never ? List.of() : List.of("https://" + name(ordinal)),
        learners.contains(ordinal));
  }

  private MemberStatus status(int ordinal) {
    long applied = 100_000 - behind.getOrDefault(ordinal, 0L);
    return new MemberStatus(
        id(ordinal),
        CLUSTER,
        "3.6.16",
        quorum ? Optional.of(id(leader)) : Optional.empty(),
        new MemberStatus.Raft(7, 100_000, applied),
        databases.getOrDefault(ordinal, SMALL),
        learners.contains(ordinal),
        alarms);
  }
}
