package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Map;

/**
 * Decides while no quorum answers: founds a cluster that has never existed, and waits for one that
 * has. Nothing is deleted, whatever is lost.
 */
final class WithoutQuorum {
  static final String FOUNDING = "EtcdFounding";

  private WithoutQuorum() {}

  static Decision decide(Situation situation, EtcdAnswer.Failed<MemberList> failed) {
    boolean marked =
        situation.slots().stream().anyMatch(slot -> slot.volume() instanceof Volume.Marked);
    return switch (situation.founding()) {
      case Founding.NotBegun notBegun when !marked ->
          new Decision(
              new Step.BeginFounding(situation.desired()),
              Shapes.each(situation, slot -> new Shape.Kept()),
              List.of());
      case Founding.Begun(int size) when !marked -> founding(situation, size);
      default -> existed(situation, failed.failure());
    };
  }

  private static Decision founding(Situation situation, int size) {
    List<Problem> problems =
        situation.slots().stream()
            .limit(size)
            .flatMap(slot -> Problems.stuck(slot).stream())
            .toList();
    return new Decision(
        restart(situation, Step.WaitFor.of(FOUNDING, size + " members found the cluster")),
        Shapes.founding(situation, size),
        problems);
  }

  private static Decision existed(Situation situation, EtcdFailure failure) {
    List<Problem> problems = Problems.withoutQuorum(situation);
    String message =
        problems.isEmpty()
            ? "the members elect a leader: " + failure.message()
            : problems.getFirst().message();
    Map<String, Shape> shapes = Shapes.sealed(situation);
    return new Decision(
        restart(situation, Step.WaitFor.of(Problems.QUORUM_LOST, message)), shapes, problems);
  }

  /** A pod that fails may need the new template to come back; its data stays. */
  private static Step restart(Situation situation, Step otherwise) {
    return situation.slots().stream()
        .filter(slot -> slot.restartWanted() && fails(slot.pod()))
        .filter(slot -> situation.survey().status(slot.name()).isEmpty())
        .findFirst()
        .<Step>map(slot -> new Step.Restart(slot.name()))
        .orElse(otherwise);
  }

  private static boolean fails(Pod pod) {
    return switch (pod) {
      case Pod.NotReady notReady -> true;
      case Pod.FoundNoData foundNoData -> true;
      case Pod.Ready ready -> false;
      case Pod.Absent absent -> false;
    };
  }
}
