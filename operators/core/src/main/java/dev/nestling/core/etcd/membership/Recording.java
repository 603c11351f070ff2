package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.MemberList;
import java.util.Optional;

/**
 * Keeps the records true before anything relies on them: that the cluster exists, and which member
 * each volume belongs to.
 */
final class Recording {
  private Recording() {}

  static Optional<Step> next(MemberList list, Roster roster) {
    return switch (roster.situation().founding()) {
      case Founding.Done(EtcdId cluster) ->
          cluster.equals(list.cluster()) ? volume(roster) : Optional.of(otherCluster(list));
      case Founding.Begun begun -> Optional.of(new Step.RecordCluster(list.cluster()));
      case Founding.NotBegun notBegun -> Optional.of(new Step.RecordCluster(list.cluster()));
    };
  }

  private static Optional<Step> volume(Roster roster) {
    return roster.seats().stream().flatMap(seat -> volume(seat).stream()).findFirst();
  }

  /**
   * A member that answers has its data in its volume; one that has never run gets the volume that
   * it will start on, without what an earlier member left there. Of all others the pod will tell.
   */
  private static Optional<Step> volume(Seat seat) {
    boolean neverRan = !seat.member().started();
    return switch (seat.slot().volume()) {
      case Volume.Missing missing when neverRan -> Optional.of(mark(seat));
      case Volume.Missing missing -> Optional.empty();
      case Volume.Leaving leaving -> Optional.empty();
      case Volume.Unmarked unmarked ->
          neverRan || seat.answers() ? Optional.of(mark(seat)) : Optional.empty();
      case Volume.Marked(EtcdId member) when member.equals(seat.id()) -> Optional.empty();
      case Volume.Marked marked when seat.answers() -> Optional.of(mark(seat));
      case Volume.Marked marked when neverRan -> Optional.of(new Step.DiscardVolume(seat.name()));
      case Volume.Marked marked -> Optional.empty();
    };
  }

  private static Step mark(Seat seat) {
    return new Step.RecordMember(seat.name(), seat.id());
  }

  private static Step otherCluster(MemberList list) {
    return Step.WaitFor.of(Problems.FOREIGN_CLUSTER, Problems.foreignCluster(list));
  }
}
