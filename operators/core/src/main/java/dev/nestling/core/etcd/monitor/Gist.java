package dev.nestling.core.etcd.monitor;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.MemberStatus;
import dev.nestling.core.etcd.Survey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What of a survey is news when it changes. Every write moves the log on, and nobody has to hear of
 * that; a database is news when it has grown or shrunk by a sixteenth.
 *
 * @param members as listed; empty without a quorum
 * @param statuses by the name of the pod; empty of whoever does not answer
 */
record Gist(Optional<MemberList> members, Map<String, Optional<Said>> statuses) {
  private static final int STEPS_PER_DOUBLING = 11;
  private static final long NOTICED_LAG = 1_000;

  /** Of one member. */
  record Said(
      EtcdId member, Optional<EtcdId> leader, boolean learner, List<Alarm> alarms, Sizes sizes) {}

  /** In steps, so that they seldom change. */
  record Sizes(long database, long inUse, boolean lags) {}

  static Gist of(Survey survey) {
    long newest =
        survey.statuses().values().stream()
            .flatMap(answer -> answer.answered().stream())
            .mapToLong(status -> status.raft().appliedIndex())
            .max()
            .orElse(0);
    Map<String, Optional<Said>> statuses = new TreeMap<>();
    survey
        .statuses()
        .forEach(
            (name, answer) -> statuses.put(name, answer.answered().map(it -> said(it, newest))));
    return new Gist(survey.members().answered(), statuses);
  }

  private static Said said(MemberStatus status, long newest) {
    return new Said(
        status.member(),
        status.leader(),
        status.learner(),
        status.alarms(),
        new Sizes(
            step(status.database().size()),
            step(status.database().inUse()),
            newest - status.raft().appliedIndex() > NOTICED_LAG));
  }

  private static long step(long bytes) {
    return Math.round(Math.log(Math.max(bytes, 1)) / Math.log(2) * STEPS_PER_DOUBLING);
  }
}
