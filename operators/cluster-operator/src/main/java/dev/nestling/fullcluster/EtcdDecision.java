package dev.nestling.fullcluster;

import dev.nestling.core.etcd.EtcdAnswer;
import dev.nestling.core.etcd.EtcdFailure;
import dev.nestling.core.etcd.Survey;
import dev.nestling.core.etcd.membership.Decision;
import dev.nestling.core.etcd.membership.Founding;
import dev.nestling.core.etcd.membership.MembershipPlanner;
import dev.nestling.core.etcd.membership.Pod;
import dev.nestling.core.etcd.membership.Problems;
import dev.nestling.core.etcd.membership.Shape;
import dev.nestling.core.etcd.membership.Situation;
import dev.nestling.core.etcd.membership.Slot;
import dev.nestling.core.etcd.membership.Step;
import dev.nestling.core.etcd.monitor.Look;
import dev.nestling.fullcluster.objects.EtcdCaSecret;
import dev.nestling.fullcluster.objects.FullClusterScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The decision on etcd's members, as far as enough is known to decide.
 *
 * @param founding the record as it is
 * @param known what to do and to show; with nothing to do while what etcd said is too old
 * @param surveyed whether etcd was asked since the objects became what they are
 * @param survey what it said
 */
record EtcdDecision(Founding founding, Decision known, boolean surveyed, Survey survey) {
  static final String SURVEYING = "EtcdBeingAsked";

  /** A step is taken only on what was answered this short a time ago. */
  private static final Duration FRESH = Duration.ofSeconds(15);

  /** A pod that is not ready for longer than this is in trouble. */
  private static final Duration STARTING = Duration.ofMinutes(2);

  static EtcdDecision of(FullClusterScope scope, Observed observed, Instant now) {
    Founding founding = EtcdCaSecret.founding(observed.own().set().secret(scope.names().etcdCa()));
    List<Slot> slots = EtcdSlots.of(scope, observed.own(), now);
    int desired = scope.spec().etcd().replicas();
    if (!EtcdAim.anybodyToAsk(scope, observed.own())) {
      Survey nobody = nobodyRuns();
      return new EtcdDecision(
          founding, decide(new Situation(desired, founding, slots, nobody)), true, nobody);
    }
    Optional<Look> look = observed.learned().etcd();
    if (look.isEmpty()) {
      return unsurveyed(founding, slots, desired);
    }
    Survey survey = look.get().survey();
    Decision decision = decide(new Situation(desired, founding, slots, survey));
    boolean fresh = look.get().at().plus(FRESH).isAfter(now);
    Step step =
        fresh || decision.step() instanceof Step.Idle
            ? Disruptions.inTurn(decision, scope, observed)
            : asked();
    return new EtcdDecision(
        founding, new Decision(step, decision.shapes(), decision.problems()), true, survey);
  }

  /**
   * There is nobody to ask, so nothing has to be waited for to know that: pods that wait for a node
   * would otherwise never be told of.
   */
  private static Survey nobodyRuns() {
    return new Survey(
        new EtcdAnswer.Failed<>(new EtcdFailure.Unreachable("no member runs")), Map.of());
  }

  /** A cluster that was just switched on, or adopted, has not lost its quorum: it starts. */
  private static Decision decide(Situation situation) {
    Decision decision = MembershipPlanner.decide(situation);
    boolean lost =
        decision.problems().stream()
            .anyMatch(problem -> problem.reason().equals(Problems.QUORUM_LOST));
    boolean starts =
        situation.slots().stream()
            .allMatch(
                slot ->
                    maybeStarts(slot.pod()) && situation.survey().status(slot.name()).isEmpty());
    return lost && starts
        ? new Decision(
            Step.WaitFor.of("Starting", "the members of etcd are starting"),
            decision.shapes(),
            List.of())
        : decision;
  }

  private static boolean maybeStarts(Pod pod) {
    return switch (pod) {
      case Pod.Absent absent -> true;
      case Pod.NotReady(Duration lasting, String why) -> lasting.compareTo(STARTING) < 0;
      case Pod.Ready ready -> false;
      case Pod.FoundNoData foundNoData -> false;
    };
  }

  /**
   * Founders may go on with being made; of a cluster that has existed everything stays as it is.
   */
  private static EtcdDecision unsurveyed(Founding founding, List<Slot> slots, int desired) {
    Survey never = Survey.never();
    Map<String, Shape> shapes =
        founding instanceof Founding.Begun
            ? MembershipPlanner.decide(new Situation(desired, founding, slots, never)).shapes()
            : Map.of();
    return new EtcdDecision(founding, new Decision(asked(), shapes, List.of()), false, never);
  }

  private static Step asked() {
    return Step.WaitFor.of(SURVEYING, "etcd is being asked how its members are");
  }

  /** What to ask etcd for, once the plan is applied. */
  Optional<Step.OnEtcd> request() {
    return known.step() instanceof Step.OnEtcd step ? Optional.of(step) : Optional.empty();
  }

  /** Whether nothing is under way and nothing is wrong. */
  boolean steady() {
    return known.step() instanceof Step.Steady && known.problems().isEmpty();
  }

  /** The record to keep beside the authority. */
  Founding foundingAfter() {
    return switch (known.step()) {
      case Step.BeginFounding(int size) -> new Founding.Begun(size);
      case Step.RecordCluster record -> new Founding.Done(record.cluster());
      default -> founding;
    };
  }
}
