package dev.nestling.fullcluster;

import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a reconcile found that is not in the status, or not as exactly: a status is only written
 * when it says something new, and so has rounded sizes.
 *
 * @param certificatesEnd when the first of the certificates ends; empty before there are any
 * @param etcd what its members said; empty when they were not asked since something changed
 */
public record FullClusterFindings(Optional<Instant> certificatesEnd, Optional<Members> etcd) {

  /**
   * What the members of etcd said, each of itself: that needs no quorum.
   *
   * @param healthy those that vote and know a leader
   * @param alarms that any of them knows of
   * @param largest database of all; empty when nobody answered
   */
  public record Members(int healthy, int alarms, Optional<MemberStatus.Database> largest) {

    static Members of(Survey survey) {
      List<MemberStatus> answers =
          survey.statuses().values().stream().flatMap(said -> said.answered().stream()).toList();
      return new Members(
          (int)
              answers.stream().filter(said -> said.leader().isPresent() && !said.learner()).count(),
          (int) answers.stream().flatMap(said -> said.alarms().stream()).distinct().count(),
          answers.stream()
              .map(MemberStatus::database)
              .max(Comparator.comparingLong(MemberStatus.Database::size)));
    }
  }

  static FullClusterFindings of(Result result) {
    return new FullClusterFindings(
        CertificateDates.firstEnd(result),
        result
            .plan()
            .etcd()
            .filter(EtcdDecision::surveyed)
            .map(EtcdDecision::survey)
            .map(Members::of));
  }
}
