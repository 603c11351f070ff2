package dev.nestling.testing.etcd;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One cluster: its members, which outlive all pods, and what each volume has of one. What it must
 * never be made to do, because a real etcd would lose acknowledged writes by it, is an error.
 */
final class PlayedCluster {
  private static final MemberStatus.Database SMALL =
      new MemberStatus.Database(20L << 20, 10L << 20, 4L << 30);
  private static final MemberStatus.Raft PROGRESS = new MemberStatus.Raft(2, 1000, 1000);
  private static final String VERSION = "3.6.16";

  private final String name;
  private final Function<String, Optional<Places.Place>> places;
  private final Map<EtcdId, Member> members = new TreeMap<>();
  private final Map<String, EtcdId> volumes = new HashMap<>();
  private final Map<String, MemberStatus.Database> databases = new HashMap<>();
  final List<Alarm> alarms = new ArrayList<>();
  final List<String> changes = new ArrayList<>();
  private Optional<EtcdId> leader = Optional.empty();
  private int added;

  /**
   * @param name no other cluster has it
   * @param places of those pods that can run and answer
   */
  PlayedCluster(String name, Function<String, Optional<Places.Place>> places) {
    this.name = name;
    this.places = places;
  }

  private EtcdId id(String what) {
    return new EtcdId(Integer.toHexString((name + what).hashCode() | 1));
  }

  void database(String pod, MemberStatus.Database database) {
    databases.put(pod, database);
  }

  EtcdAnswer<MemberStatus> status(String pod) {
    Optional<EtcdId> member = running(pod);
    elect();
    return member
        .<EtcdAnswer<MemberStatus>>map(id -> new EtcdAnswer.Ok<>(status(pod, id)))
        .orElseGet(() -> failed(new EtcdFailure.Unreachable("connection refused")));
  }

  private MemberStatus status(String pod, EtcdId id) {
    return new MemberStatus(
        id,
        id("cluster"),
        VERSION,
        leader,
        PROGRESS,
        databases.getOrDefault(pod, SMALL),
        Optional.ofNullable(members.get(id)).filter(Member::learner).isPresent(),
        alarms);
  }

  /** Whether the pod ended because its volume has no data and its file does not let it begin. */
  boolean foundNoData(String pod) {
    return !members.isEmpty()
        && running(pod).isEmpty()
        && places.apply(pod).filter(place -> !volumes.containsKey(place.volume())).isPresent();
  }

  /** Somebody empties a volume. */
  void empty(String pod) {
    places.apply(pod).map(Places.Place::volume).ifPresent(volumes::remove);
  }

  /** The member that runs in a pod, which starts now if it can. */
  Optional<EtcdId> running(String pod) {
    Optional<Places.Place> place = places.apply(pod);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    String volume = place.get().volume();
    if (!volumes.containsKey(volume)) {
      start(Configuration.parse(place.get().configuration()))
          .ifPresent(id -> volumes.put(volume, id));
    }
    return Optional.ofNullable(volumes.get(volume)).filter(members::containsKey);
  }

  private Optional<EtcdId> start(Configuration file) {
    if (file.founds()) {
      found(file);
    }
    Optional<Member> listed =
        Optional.ofNullable(file.members().get(file.name())).flatMap(this::at);
    if (listed.isEmpty() || (!file.founds() && !knowsAll(file))) {
      return Optional.empty();
    }
    if (listed.get().started()) {
      throw new AssertionError(file.name() + " starts again under its old id without its data");
    }
    Member member = listed.get();
    members.put(
        member.id(),
        new Member(
            member.id(),
            file.name(),
            member.peerUrls(),
            List.of(file.clientUrl()),
            member.learner()));
    return Optional.of(member.id());
  }

  /** A quorum of founders has to be there. */
  private void found(Configuration file) {
    long there =
        file.members().keySet().stream().filter(pod -> places.apply(pod).isPresent()).count();
    if (members.isEmpty() && there >= quorum(file.members().size())) {
      file.members()
          .forEach(
              (pod, url) ->
                  members.put(id(pod), new Member(id(pod), pod, List.of(url), List.of(), false)));
    }
  }

  /** Etcd compares the whole list before it joins; a list of itself alone is a seal. */
  private boolean knowsAll(Configuration file) {
    return file.members().size() == members.size()
        && file.members().values().stream().allMatch(url -> at(url).isPresent())
        && members.size() > 1;
  }

  private static int quorum(int voters) {
    return voters / 2 + 1;
  }

  private Optional<Member> at(String peerUrl) {
    return members.values().stream()
        .filter(member -> member.peerUrls().contains(peerUrl))
        .findFirst();
  }

  private static String podOf(Member member) {
    return podAt(member.peerUrls().getFirst().replaceFirst("https://([^.]+)\\..*", "$1"));
  }

  /** The pod of a member by the first label of its host. */
  static String podAt(String label) {
    return label + "-0";
  }

  private List<EtcdId> voters() {
    return members.values().stream().filter(Member::voter).map(Member::id).toList();
  }

  private List<EtcdId> runningVoters() {
    return List.copyOf(members.values()).stream()
        .filter(Member::voter)
        .filter(member -> running(podOf(member)).filter(member.id()::equals).isPresent())
        .map(Member::id)
        .toList();
  }

  private void elect() {
    List<EtcdId> able = runningVoters();
    leader =
        able.size() < quorum(voters().size())
            ? Optional.empty()
            : leader.filter(able::contains).or(() -> able.stream().findFirst());
  }

  /** Only a member with a vote answers what a quorum has to agree on. */
  private Optional<EtcdFailure> refusal(String asked) {
    Optional<EtcdId> member = running(asked);
    elect();
    if (member.isEmpty()) {
      return Optional.of(new EtcdFailure.Unreachable("connection refused"));
    }
    if (!voters().contains(member.get())) {
      return Optional.of(new EtcdFailure.AskedLearner("a learner does not answer this"));
    }
    return leader.isEmpty() ? Optional.of(new EtcdFailure.NoLeader("no leader")) : Optional.empty();
  }

  EtcdAnswer<MemberList> list(String asked) {
    return refusal(asked).<EtcdAnswer<MemberList>>map(PlayedCluster::failed).orElseGet(this::list);
  }

  private EtcdAnswer<MemberList> list() {
    return new EtcdAnswer.Ok<>(new MemberList(id("cluster"), List.copyOf(members.values())));
  }

  EtcdAnswer<Member> addLearner(String asked, String peerUrl) {
    Optional<EtcdFailure> refusal = refusal(asked).or(() -> refusesNewcomer(peerUrl));
    if (refusal.isPresent()) {
      return failed(refusal.get());
    }
    EtcdId id = id(peerUrl + added++);
    Member member = new Member(id, "", List.of(peerUrl), List.of(), true);
    members.put(id, member);
    changes.add("add " + podOf(member));
    return new EtcdAnswer.Ok<>(member);
  }

  private Optional<EtcdFailure> refusesNewcomer(String peerUrl) {
    if (at(peerUrl).isPresent()) {
      return Optional.of(new EtcdFailure.MemberExists("there is one at " + peerUrl));
    }
    if (members.values().stream().anyMatch(Member::learner)) {
      return Optional.of(new EtcdFailure.TooManyLearners("there is a learner already"));
    }
    return voters().size() == 1 || runningVoters().size() >= quorum(voters().size() + 1)
        ? Optional.empty()
        : Optional.of(new EtcdFailure.UnhealthyCluster("too few are connected"));
  }

  EtcdAnswer<MemberList> promote(String asked, EtcdId learner) {
    Member member = members.get(learner);
    Optional<EtcdFailure> refusal = refusal(asked);
    if (refusal.isPresent()) {
      return failed(refusal.get());
    }
    if (member == null) {
      return failed(new EtcdFailure.MemberNotFound(learner.hex()));
    }
    if (running(podOf(member)).filter(learner::equals).isEmpty()) {
      return failed(new EtcdFailure.LearnerNotInSync("it does not run"));
    }
    changes.add("promote " + podOf(member));
    members.put(
        learner, new Member(learner, member.name(), member.peerUrls(), member.clientUrls(), false));
    return list();
  }

  EtcdAnswer<MemberList> remove(String asked, EtcdId id) {
    Member member = members.get(id);
    Optional<EtcdFailure> refusal = refusal(asked);
    if (refusal.isPresent()) {
      return failed(refusal.get());
    }
    if (member == null) {
      return failed(new EtcdFailure.MemberNotFound(id.hex()));
    }
    long left = runningVoters().stream().filter(other -> !other.equals(id)).count();
    if (member.voter() && left < quorum(voters().size() - 1)) {
      return failed(new EtcdFailure.UnhealthyCluster("too few would be left"));
    }
    members.remove(id);
    changes.add("remove " + podOf(member));
    elect();
    return list();
  }

  EtcdAnswer<EtcdId> moveLeader(String asked, EtcdId to) {
    if (refusal(asked).isPresent() || !running(asked).equals(leader)) {
      return failed(new EtcdFailure.NotLeader(asked + " does not lead"));
    }
    if (!runningVoters().contains(to)) {
      return failed(new EtcdFailure.BadTransferee(to.hex()));
    }
    leader = Optional.of(to);
    changes.add("lead " + podOf(Objects.requireNonNull(members.get(to))));
    return new EtcdAnswer.Ok<>(to);
  }

  EtcdAnswer<List<Alarm>> disarm(Alarm alarm) {
    alarms.remove(alarm);
    changes.add("disarm " + alarm.type());
    return new EtcdAnswer.Ok<>(List.copyOf(alarms));
  }

  void defragment(String pod) {
    MemberStatus.Database before = databases.getOrDefault(pod, SMALL);
    databases.put(pod, new MemberStatus.Database(before.inUse(), before.inUse(), before.quota()));
    changes.add("defragment " + pod);
  }

  private static <T> EtcdAnswer<T> failed(EtcdFailure failure) {
    return new EtcdAnswer.Failed<>(failure);
  }
}
