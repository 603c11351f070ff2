package dev.nestling.core.etcd.membership;

import java.util.Optional;

/**
 * Takes the one learner to its vote. Without a vote it may forget everything and harm nobody;
 * before it gets one its configuration has to keep it from starting again without its data.
 */
final class Learners {
  static final String STARTING = "EtcdLearnerStarting";
  static final String SEALING = "EtcdLearnerSealing";
  static final String CATCHING_UP = "EtcdLearnerCatchingUp";

  private Learners() {}

  static Optional<Step> next(Roster roster) {
    return roster.learner().map(learner -> next(learner, roster));
  }

  private static Step next(Seat learner, Roster roster) {
    if (learner.slot().ordinal() >= roster.situation().desired()) {
      return new Step.Remove(learner.name(), learner.id(), Step.FEWER_WANTED);
    }
    if (!learner.member().started()) {
      return Step.WaitFor.of(STARTING, learner.name() + " has been added and starts");
    }
    if (!learner.slot().sealed()) {
      return Step.WaitFor.of(
          SEALING, learner.name() + " gets its vote when it can't start again without its data");
    }
    if (!roster.healthy(learner)) {
      return Step.WaitFor.of(
          CATCHING_UP, learner.name() + " has no vote yet: it " + Problems.why(learner, roster));
    }
    if (!roster.canGrow()) {
      return Step.WaitFor.of(
          Problems.QUORUM_AT_RISK,
          learner.name() + " gets its vote when enough other members are healthy");
    }
    return new Step.Promote(learner.name(), learner.id());
  }
}
