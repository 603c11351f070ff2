package dev.nestling.core.etcd;

import dev.nestling.core.https.HttpsTarget;
import java.util.List;

/**
 * What one member of an etcd cluster is asked for, as an administrator. Every method waits for the
 * answer, with a limit, and never throws; meant for virtual threads.
 */
public interface EtcdApi {

  /** The members; a quorum has just agreed on them. Fails as NoLeader without one. */
  EtcdAnswer<MemberList> members(HttpsTarget endpoint);

  /**
   * Adds a member without a vote. Fails as UnhealthyCluster while too few are connected, as
   * TooManyLearners beside another learner, and as MemberExists.
   */
  EtcdAnswer<Member> addLearner(HttpsTarget endpoint, String peerUrl);

  /** Gives a learner a vote. Fails as LearnerNotInSync until it has caught up. */
  EtcdAnswer<MemberList> promote(HttpsTarget endpoint, EtcdId learner);

  /** Removes a member for good. Fails as UnhealthyCluster when that would endanger the quorum. */
  EtcdAnswer<MemberList> remove(HttpsTarget endpoint, EtcdId member);

  /**
   * Hands the leadership over and returns when that is done.
   *
   * @param leader only the leader does this
   * @param to a member with a vote
   */
  EtcdAnswer<EtcdId> moveLeader(HttpsTarget leader, EtcdId to);

  /** What the member says of itself; costs the cluster nothing, and needs no quorum. */
  EtcdAnswer<MemberStatus> status(HttpsTarget endpoint);

  /** Ends an alarm; what was refused because of it is possible again. */
  EtcdAnswer<List<Alarm>> disarm(HttpsTarget endpoint, Alarm alarm);

  /** Gives free pages of the member's file back; it answers nobody else meanwhile. */
  EtcdAnswer<HttpsTarget> defragment(HttpsTarget endpoint);
}
