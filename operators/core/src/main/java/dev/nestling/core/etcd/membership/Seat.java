package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberStatus;
import java.util.Optional;

/**
 * A listed member with what is known of it.
 *
 * @param member as listed
 * @param slot its place, by its peer URL
 * @param status what it says of itself; empty while it does not answer, or answers as another
 */
record Seat(Member member, Slot slot, Optional<MemberStatus> status) {

  String name() {
    return slot.name();
  }

  EtcdId id() {
    return member.id();
  }

  boolean answers() {
    return status.isPresent();
  }

  /**
   * Whether its data is lost or about to be. A member that has never run has none to lose. That a
   * pod does not answer, for however long, is no such sign: it may come back with its data.
   */
  boolean lost() {
    return member.started()
        && switch (slot.volume()) {
          case Volume.Missing missing -> !answers();
          case Volume.Leaving leaving -> true;
          case Volume.Unmarked unmarked -> foundNoData();
          case Volume.Marked marked -> foundNoData();
        };
  }

  /**
   * A member that answers has data, and so has one that is not sealed yet: what its pod says may be
   * of the time before it joined.
   */
  private boolean foundNoData() {
    return slot.sealed() && slot.pod() instanceof Pod.FoundNoData && !answers();
  }

  long appliedIndex() {
    return status.map(known -> known.raft().appliedIndex()).orElse(0L);
  }
}
