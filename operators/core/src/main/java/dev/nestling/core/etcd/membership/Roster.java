package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The members that a quorum agreed on, each with its slot, and the arithmetic of their votes.
 *
 * @param seats the members with a slot, by ordinal
 * @param strangers members without one: somebody else added them
 * @param situation that this is drawn from
 */
record Roster(List<Seat> seats, List<Member> strangers, Situation situation) {
  /**
   * How many entries a healthy member may be behind the most advanced one. The statuses are not of
   * one moment, so it is some, and it is far less than the 5,000 entries that a leader keeps for
   * those who lag: a member within it never needs the whole database sent.
   */
  static final long MAX_LAG = 1_000;

  static Roster of(MemberList list, Situation situation) {
    List<Seat> seats =
        situation.slots().stream().flatMap(slot -> seat(list, slot, situation).stream()).toList();
    Set<EtcdId> seated = seats.stream().map(Seat::id).collect(Collectors.toSet());
    return new Roster(
        seats,
        list.members().stream().filter(member -> !seated.contains(member.id())).toList(),
        situation);
  }

  private static Optional<Seat> seat(MemberList list, Slot slot, Situation situation) {
    return list.members().stream()
        .filter(member -> member.peerUrls().contains(slot.peerUrl()))
        .findFirst()
        .map(
            member ->
                new Seat(
                    member,
                    slot,
                    situation
                        .survey()
                        .status(slot.name())
                        .filter(status -> status.member().equals(member.id()))
                        .filter(status -> status.cluster().equals(list.cluster()))));
  }

  static int quorum(int voters) {
    return voters / 2 + 1;
  }

  List<Seat> voters() {
    return seats.stream().filter(seat -> seat.member().voter()).toList();
  }

  Optional<Seat> learner() {
    return seats.stream().filter(seat -> seat.member().learner()).findFirst();
  }

  Optional<Seat> seat(Slot slot) {
    return seats.stream().filter(seat -> seat.slot().equals(slot)).findFirst();
  }

  /** Whom the member with the newest term follows. */
  Optional<Seat> leader() {
    Optional<EtcdId> leader =
        seats.stream()
            .flatMap(seat -> seat.status().stream())
            .max(Comparator.comparingLong(status -> status.raft().term()))
            .flatMap(MemberStatus::leader);
    return seats.stream().filter(seat -> leader.equals(Optional.of(seat.id()))).findFirst();
  }

  boolean leads(Seat seat) {
    return leader().filter(seat::equals).isPresent();
  }

  /** Whether a member works, and will: it keeps its data. */
  boolean healthy(Seat seat) {
    return !seat.lost() && works(seat);
  }

  /**
   * Whether a member answers, follows the leader and keeps up. One whose claim is being deleted
   * still works, and votes, for as long as its pod runs.
   */
  boolean works(Seat seat) {
    long newest = seats.stream().mapToLong(Seat::appliedIndex).max().orElse(0);
    Optional<EtcdId> leader = leader().map(Seat::id);
    return leader.isPresent()
        && seat.status().flatMap(MemberStatus::leader).equals(leader)
        && newest - seat.appliedIndex() <= MAX_LAG;
  }

  boolean allHealthy(Collection<Seat> some) {
    return some.stream().allMatch(this::healthy);
  }

  List<Seat> votersBut(Seat seat) {
    return voters().stream().filter(voter -> !voter.equals(seat)).toList();
  }

  /** Members with a vote, our own or not. */
  int votes() {
    return voters().size() + (int) strangers.stream().filter(Member::voter).count();
  }

  int healthyVotes() {
    return (int) voters().stream().filter(this::healthy).count();
  }

  /** Whether those who stay keep a quorum among themselves without this one. */
  boolean canLose(Seat seat) {
    int rest = votes() - 1;
    long workingRest = votersBut(seat).stream().filter(this::works).count();
    return rest > 0 && workingRest >= quorum(rest);
  }

  /**
   * Whether one more vote is safe: the quorum of the larger cluster holds without the newcomer. A
   * single member can't grow otherwise than by trusting the second one. Etcd has the same rule.
   */
  boolean canGrow() {
    return votes() == 1 ? healthyVotes() == 1 : healthyVotes() >= quorum(votes() + 1);
  }

  /**
   * Who should lead instead: healthy, to stay, and the farthest in the log; of equals the first.
   */
  Optional<Seat> successorOf(Seat leader) {
    return votersBut(leader).stream()
        .filter(this::healthy)
        .min(
            Comparator.comparing((Seat seat) -> seat.slot().ordinal() >= situation.desired())
                .thenComparing(seat -> seat.slot().restartWanted())
                .thenComparing(Comparator.comparingLong(Seat::appliedIndex).reversed())
                .thenComparing(seat -> seat.slot().ordinal()));
  }

  /** Alarms as any member knows them. */
  List<Alarm> alarms() {
    return seats.stream()
        .flatMap(seat -> seat.status().stream())
        .flatMap(status -> status.alarms().stream())
        .distinct()
        .sorted(Comparator.comparing(Alarm::type).thenComparing(Alarm::member))
        .toList();
  }

  List<Alarm> alarms(Alarm.Type type) {
    return alarms().stream().filter(alarm -> alarm.type() == type).toList();
  }
}
