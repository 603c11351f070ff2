package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Alarm;
import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.plan.Waiting;

/** The one thing to do next. After it everything is read again. */
public sealed interface Step {

  /** Why members leave that nothing is wrong with. */
  String FEWER_WANTED = "fewer members are wanted";

  /** Something to write to the objects. */
  sealed interface OnObjects extends Step {}

  /** Something to ask etcd for. A refusal is no mistake: the next look decides anew. */
  sealed interface OnEtcd extends Step {}

  /** Nothing to do but to look again. */
  sealed interface Idle extends Step {}

  /** Record, before any pod starts, that a cluster of this size is being founded. */
  record BeginFounding(int size) implements OnObjects {}

  /** Record that the cluster exists. */
  record RecordCluster(EtcdId cluster) implements OnObjects {}

  /** Mark the slot's claim with its member, making the claim first if there is none. */
  record RecordMember(String name, EtcdId member) implements OnObjects {}

  /** Delete the pod and the claim of a slot that is not a member, so that it can become one. */
  record DiscardVolume(String name) implements OnObjects {}

  /** Delete the pod, so that it starts from the current template. */
  record Restart(String name) implements OnObjects {}

  /** Add a member without a vote. */
  record AddLearner(String name, String peerUrl) implements OnEtcd {}

  /** Give a learner that has caught up a vote. */
  record Promote(String name, EtcdId member) implements OnEtcd {}

  /** Hand the leadership over. */
  record MoveLeader(String from, EtcdId to) implements OnEtcd {}

  /**
   * Remove a member.
   *
   * @param name its slot
   * @param why for an event
   */
  record Remove(String name, EtcdId member, String why) implements OnEtcd {}

  /** Give the free pages of a member's file back. */
  record Defragment(String name) implements OnEtcd {}

  /** End an alarm whose cause is gone. */
  record Disarm(Alarm alarm) implements OnEtcd {}

  /** Something has to happen elsewhere first. */
  record WaitFor(Waiting waiting) implements Idle {
    /** With a reason for machines and a sentence for the owner. */
    public static WaitFor of(String reason, String message) {
      return new WaitFor(new Waiting(reason, message));
    }
  }

  /** Everything is as wanted. */
  record Steady() implements Idle {}
}
