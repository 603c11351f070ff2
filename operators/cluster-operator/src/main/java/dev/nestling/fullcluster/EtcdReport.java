package dev.nestling.fullcluster;

import dev.nestling.api.v1alpha1.EtcdStatus;
import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import dev.nestling.fullcluster.objects.EtcdMember;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What etcd says of itself, for the status. */
final class EtcdReport {
  private static final long MIB = 1 << 20;

  private EtcdReport() {}

  /** Empty while nobody was asked: what was published stands. */
  static Optional<EtcdStatus> of(Result result) {
    return result
        .plan()
        .etcd()
        .filter(EtcdDecision::surveyed)
        .map(EtcdDecision::survey)
        .flatMap(survey -> survey.members().answered().map(list -> status(result, survey, list)));
  }

  private static EtcdStatus status(Result result, Survey survey, MemberList list) {
    List<EtcdStatus.Member> members =
        list.members().stream()
            .map(member -> member(result, survey, member))
            .sorted(Comparator.comparing(EtcdStatus.Member::name))
            .toList();
    long healthy =
        members.stream()
            .filter(member -> member.role() == EtcdStatus.Role.Voter && member.healthy())
            .count();
    return new EtcdStatus(
        healthy + "/" + result.scope().spec().etcd().replicas(),
        members,
        alarms(result, survey, list));
  }

  private static EtcdStatus.Member member(Result result, Survey survey, Member member) {
    Optional<EtcdMember> place = place(result, member);
    Optional<MemberStatus> status =
        place
            .flatMap(known -> survey.status(known.podName()))
            .filter(said -> said.member().equals(member.id()));
    String name = place.map(EtcdMember::objectName).orElseGet(() -> member.id().hex());
    Optional<EtcdStatus.Member> before = published(result, name);
    return new EtcdStatus.Member(
        name,
        member.learner() ? EtcdStatus.Role.Learner : EtcdStatus.Role.Voter,
        status.flatMap(MemberStatus::leader).filter(member.id()::equals).isPresent(),
        status.flatMap(MemberStatus::leader).isPresent(),
        status
            .map(said -> calm(before.map(EtcdStatus.Member::dbSize), said.database().size()))
            .orElse(null),
        status
            .map(said -> calm(before.map(EtcdStatus.Member::dbSizeInUse), said.database().inUse()))
            .orElse(null));
  }

  private static Optional<EtcdStatus.Member> published(Result result, String name) {
    return Optional.ofNullable(result.cluster().getStatus())
        .flatMap(status -> Optional.ofNullable(status.etcd()))
        .flatMap(etcd -> Optional.ofNullable(etcd.members()))
        .orElse(List.of())
        .stream()
        .filter(member -> member.name().equals(name))
        .findFirst();
  }

  /**
   * What was published, unless it has become wrong: compaction and leases move the size of a
   * database at rest for ever.
   */
  private static Quantity calm(Optional<Quantity> published, long bytes) {
    return published
        .filter(
            known -> {
              long before = known.getNumericalAmount().longValue();
              return Math.abs(bytes - before) <= Math.max(before / 4, 4 * MIB);
            })
        .orElseGet(() -> rounded(bytes));
  }

  private static Optional<EtcdMember> place(Result result, Member member) {
    return result.scope().members().stream()
        .filter(known -> member.peerUrls().contains(known.peerUrl()))
        .findFirst();
  }

  /**
   * To a sixteenth of its power of two, in MiB at the finest: a database at rest writes nothing.
   */
  static Quantity rounded(long bytes) {
    long step = Math.max(MIB, Long.highestOneBit(Math.max(bytes, 1)) / 8);
    long steps = (bytes + step - 1) / step;
    return new Quantity(steps * (step / MIB) + "Mi");
  }

  private static List<EtcdStatus.Alarm> alarms(Result result, Survey survey, MemberList list) {
    return survey.statuses().values().stream()
        .flatMap(answer -> answer.answered().stream())
        .flatMap(status -> status.alarms().stream())
        .distinct()
        .sorted(Comparator.comparing(Alarm::type).thenComparing(Alarm::member))
        .map(alarm -> new EtcdStatus.Alarm(name(result, list, alarm.member()), alarm.type().name()))
        .toList();
  }

  private static String name(Result result, MemberList list, EtcdId id) {
    return list.members().stream()
        .filter(member -> member.id().equals(id))
        .flatMap(member -> place(result, member).stream())
        .findFirst()
        .map(EtcdMember::objectName)
        .orElseGet(id::hex);
  }
}
