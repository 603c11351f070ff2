package dev.nestling.core.etcd;

/**
 * Why a question was not answered. After a change failed as {@link Unreachable}, {@link NoLeader}
 * or {@link Malformed} nobody knows whether it took place: look at the members before the next one.
 */
public sealed interface EtcdFailure {

  /** For the owner. */
  String message();

  /** Nobody answered in time. */
  record Unreachable(String message) implements EtcdFailure {}

  /** Somebody answered who can't prove to be of this cluster. */
  record Untrusted(String message) implements EtcdFailure {}

  /** Our credentials were not accepted, or may not do this. */
  record Denied(String message) implements EtcdFailure {}

  /** What arrived is not an answer of etcd's. */
  record Malformed(String message) implements EtcdFailure {}

  /** There is no leader or no quorum, or there was none for too long. */
  record NoLeader(String message) implements EtcdFailure {}

  /**
   * The member asked has not been connected to enough others for five seconds; etcd refuses to
   * change the members then.
   */
  record UnhealthyCluster(String message) implements EtcdFailure {}

  /** Too few members have started for this change. */
  record NotEnoughStarted(String message) implements EtcdFailure {}

  /** The learner has not caught up yet. */
  record LearnerNotInSync(String message) implements EtcdFailure {}

  /** The member to promote has a vote already. */
  record NotLearner(String message) implements EtcdFailure {}

  /** There is a learner already. */
  record TooManyLearners(String message) implements EtcdFailure {}

  /** A learner was asked what only members with a vote answer. */
  record AskedLearner(String message) implements EtcdFailure {}

  /** No member has that id. */
  record MemberNotFound(String message) implements EtcdFailure {}

  /** A member has that peer URL already. */
  record MemberExists(String message) implements EtcdFailure {}

  /** The member asked does not lead, and only a leader can do this. */
  record NotLeader(String message) implements EtcdFailure {}

  /** The member that should lead can't. */
  record BadTransferee(String message) implements EtcdFailure {}

  /** The database has reached its quota. */
  record NoSpace(String message) implements EtcdFailure {}

  /** The member's data differs from the others'. */
  record Corrupt(String message) implements EtcdFailure {}

  /**
   * Anything else that etcd said.
   *
   * @param code of gRPC
   */
  record Refused(int code, String message) implements EtcdFailure {}
}
