package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.plan.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is wrong, in the words that the owner sees. */
public final class Problems {
  public static final String QUORUM_LOST = "EtcdQuorumLost";
  public static final String QUORUM_AT_RISK = "EtcdQuorumAtRisk";
  public static final String DATA_LOST = "EtcdDataLost";
  public static final String MEMBER_UNHEALTHY = "EtcdMemberUnhealthy";
  public static final String NO_SPACE = "EtcdNoSpace";
  public static final String CORRUPT = "EtcdCorrupt";
  public static final String FOREIGN_MEMBER = "EtcdForeignMember";
  public static final String FOREIGN_CLUSTER = "EtcdForeignCluster";

  /** A pod is scheduled, gets its volume and reads its log in less, or something is wrong. */
  private static final Duration STARTING = Duration.ofMinutes(2);

  private Problems() {}

  static List<Problem> of(MemberList list, Roster roster) {
    if (roster.situation().founding() instanceof Founding.Done(EtcdId cluster)
        && !cluster.equals(list.cluster())) {
      return List.of(new Problem(FOREIGN_CLUSTER, foreignCluster(list)));
    }
    List<Problem> problems = new ArrayList<>();
    if (!roster.alarms(Alarm.Type.CORRUPT).isEmpty()) {
      problems.add(corrupt(roster));
    }
    if (!roster.alarms(Alarm.Type.NOSPACE).isEmpty()) {
      problems.add(noSpace(roster));
    }
    roster.strangers().forEach(stranger -> problems.add(stranger(stranger)));
    roster.seats().stream()
        .filter(seat -> !roster.healthy(seat))
        .forEach(seat -> problem(seat, roster).ifPresent(problems::add));
    return problems;
  }

  private static Optional<Problem> problem(Seat seat, Roster roster) {
    if (seat.lost()) {
      return roster.canLose(seat) || seat.member().learner()
          ? Optional.empty()
          : Optional.of(new Problem(QUORUM_AT_RISK, atRisk(seat)));
    }
    if (seat.slot().pod() instanceof Pod.Ready) {
      return Optional.of(new Problem(MEMBER_UNHEALTHY, seat.name() + " " + why(seat, roster)));
    }
    return stuck(seat.slot());
  }

  /** A pod that should be ready by now. */
  static Optional<Problem> stuck(Slot slot) {
    return slot.pod() instanceof Pod.NotReady(Duration lasting, String message)
            && lasting.compareTo(STARTING) >= 0
        ? Optional.of(
            new Problem(
                MEMBER_UNHEALTHY,
                "%s has not been ready for more than %d s: %s; if its volume can't be saved, delete its PersistentVolumeClaim, and the member is replaced"
                    .formatted(slot.name(), STARTING.toSeconds(), message)))
        : Optional.empty();
  }

  /** A verb and what follows it. */
  static String why(Seat seat, Roster roster) {
    if (seat.answers()) {
      return roster.leads(seat) || seat.status().flatMap(MemberStatus::leader).isPresent()
          ? "lags behind the others"
          : "knows no leader";
    }
    EtcdAnswer<MemberStatus> answer = roster.situation().survey().statuses().get(seat.name());
    String reason =
        answer == null ? "" : answer.failed().map(EtcdFailure::message).orElse("it is another");
    return "does not answer" + (reason.isEmpty() ? "" : ": " + reason);
  }

  static String atRisk(Seat lost) {
    return "the data of "
        + lost.name()
        + " is lost or about to be; it is replaced when enough other members are healthy";
  }

  static Problem corrupt(Roster roster) {
    return new Problem(
        CORRUPT,
        "the data of "
            + names(roster, Alarm.Type.CORRUPT)
            + " differs from the others'; nothing is changed until somebody has looked: if one member is wrong, delete its PersistentVolumeClaim and disarm the alarm");
  }

  private static Problem noSpace(Roster roster) {
    long quota =
        roster.seats().stream()
            .flatMap(seat -> seat.status().stream())
            .mapToLong(status -> status.database().quota())
            .max()
            .orElse(0);
    return new Problem(
        NO_SPACE,
        "the database of "
            + names(roster, Alarm.Type.NOSPACE)
            + " has reached its quota of "
            + (quota >> 20)
            + " MiB, and no writes are accepted; free pages are given back by themselves, else delete objects or raise the quota");
  }

  private static String names(Roster roster, Alarm.Type type) {
    return roster.alarms(type).stream()
        .map(
            alarm ->
                roster.seats().stream()
                    .filter(seat -> seat.id().equals(alarm.member()))
                    .findFirst()
                    .map(Seat::name)
                    .orElse("a former member"))
        .distinct()
        .collect(Collectors.joining(", "));
  }

  static Problem stranger(Member stranger) {
    return new Problem(
        FOREIGN_MEMBER,
        "somebody else added the member %s at %s; remove it, and the members are managed again"
            .formatted(stranger.id(), String.join(", ", stranger.peerUrls())));
  }

  static String foreignCluster(MemberList list) {
    return "the members that answer are of another cluster, "
        + list.cluster()
        + "; nothing is changed: look who founded it";
  }

  /** Nothing while all answer: they elect a leader then. */
  static List<Problem> withoutQuorum(Situation situation) {
    List<Slot> expected =
        situation.slots().stream()
            .filter(slot -> slot.ordinal() < situation.desired() || !unused(slot))
            .toList();
    List<Slot> silent =
        expected.stream().filter(slot -> situation.survey().status(slot.name()).isEmpty()).toList();
    List<Slot> empty = silent.stream().filter(Problems::empty).toList();
    if (silent.isEmpty()) {
      return List.of();
    }
    if (empty.size() == expected.size()) {
      return List.of(
          new Problem(
              DATA_LOST,
              "no volume has data of this cluster; nothing is founded anew over it: restore a backup, or delete the cluster"));
    }
    String lost = empty.isEmpty() ? "" : "; the data of " + names(empty) + " is lost";
    return List.of(
        new Problem(
            QUORUM_LOST,
            "too few members answer, %s not%s%s; nothing is deleted, and the cluster goes on when enough return"
                .formatted(names(silent), lost, why(silent))));
  }

  /** Of the first that should be ready by now. */
  private static String why(List<Slot> silent) {
    return silent.stream()
        .filter(slot -> stuck(slot).isPresent())
        .flatMap(
            slot ->
                slot.pod() instanceof Pod.NotReady(Duration lasting, String message)
                    ? Stream.of("; " + slot.name() + " is not ready: " + message)
                    : Stream.empty())
        .findFirst()
        .orElse("");
  }

  private static boolean unused(Slot slot) {
    return slot.volume() instanceof Volume.Missing && slot.pod() instanceof Pod.Absent;
  }

  private static boolean empty(Slot slot) {
    return slot.volume() instanceof Volume.Missing || slot.pod() instanceof Pod.FoundNoData;
  }

  private static String names(List<Slot> slots) {
    return slots.stream().map(Slot::name).collect(Collectors.joining(", "));
  }
}
