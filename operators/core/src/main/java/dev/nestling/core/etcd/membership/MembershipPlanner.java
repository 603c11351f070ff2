package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.MemberList;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides on the one next step. A table of contents: each rule has a class of its own, and the
 * first rule that has something to do wins.
 *
 * <p>What holds for all of them: one step at a time; nothing is deleted, removed or restarted
 * unless a quorum has just agreed on the members and those who stay keep their quorum; whoever does
 * not answer is waited for, and only whoever lost its data is replaced.
 */
public final class MembershipPlanner {
  private MembershipPlanner() {}

  /** The decision; the same for the same situation. */
  public static Decision decide(Situation situation) {
    return switch (situation.survey().members()) {
      case EtcdAnswer.Ok<MemberList>(MemberList list) -> withQuorum(list, situation);
      case EtcdAnswer.Failed<MemberList> failed -> WithoutQuorum.decide(situation, failed);
    };
  }

  private static Decision withQuorum(MemberList list, Situation situation) {
    Roster roster = Roster.of(list, situation);
    Step step =
        firstOf(
            Recording.next(list, roster),
            Guards.next(roster),
            Replacement.next(roster),
            Alarms.next(roster),
            Learners.next(roster),
            Growth.next(roster),
            Shrinking.next(roster),
            Restarts.next(roster),
            Guards.unhealthy(roster),
            Defragmentation.whenItPays(roster));
    return new Decision(step, Shapes.withQuorum(list, roster), Problems.of(list, roster));
  }

  @SafeVarargs
  private static Step firstOf(Optional<? extends Step>... rules) {
    return Stream.of(rules)
        .flatMap(Optional::stream)
        .map(Step.class::cast)
        .findFirst()
        .orElseGet(Step.Steady::new);
  }
}
