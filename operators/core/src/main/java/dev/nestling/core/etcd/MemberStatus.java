package dev.nestling.core.etcd;

import java.util.List;
import java.util.Optional;

/**
 * What one member says of itself, without asking the others.
 *
 * @param member its id
 * @param cluster the id of the cluster that it belongs to
 * @param version of etcd
 * @param leader whom it follows; empty while there is none
 * @param raft how far it is
 * @param database its size
 * @param learner whether it has no vote
 * @param alarms of the whole cluster, as far as it knows
 */
public record MemberStatus(
    EtcdId member,
    EtcdId cluster,
    String version,
    Optional<EtcdId> leader,
    Raft raft,
    Database database,
    boolean learner,
    List<Alarm> alarms) {

  public MemberStatus {
    alarms = List.copyOf(alarms);
  }

  /**
   * How far a member is in the log.
   *
   * @param term of the leader
   * @param index of the last entry that it knows to be agreed upon
   * @param appliedIndex of the last entry that is in its database
   */
  public record Raft(long term, long index, long appliedIndex) {}

  /**
   * How large the database is, in bytes.
   *
   * @param size of the file; it never shrinks but by defragmentation
   * @param inUse what the file would have after defragmentation
   * @param quota the size of the file at which the cluster stops accepting writes
   */
  public record Database(long size, long inUse, long quota) {}
}
