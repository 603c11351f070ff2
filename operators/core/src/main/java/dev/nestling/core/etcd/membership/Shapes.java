package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.EtcdId;
import dev.nestling.core.etcd.Member;
import dev.nestling.core.etcd.MemberList;
import dev.nestling.core.etcd.Start;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** What should exist of each slot. Sealed is the answer whenever there is a doubt. */
final class Shapes {
  private Shapes() {}

  static Map<String, Shape> withQuorum(MemberList list, Roster roster) {
    Situation situation = roster.situation();
    return switch (situation.founding()) {
      case Founding.Begun(int size) -> founding(situation, size);
      case Founding.NotBegun notBegun -> each(situation, slot -> new Shape.Kept());
      case Founding.Done(EtcdId cluster) when !cluster.equals(list.cluster()) ->
          each(situation, slot -> new Shape.Kept());
      case Founding.Done done -> each(situation, slot -> listed(slot, roster));
    };
  }

  /** All founders, and nothing else, until the birth is recorded. */
  static Map<String, Shape> founding(Situation situation, int size) {
    var founders = new TreeMap<String, String>();
    situation.slots().stream()
        .limit(size)
        .forEach(slot -> founders.put(slot.name(), slot.peerUrl()));
    return each(
        situation,
        slot ->
            slot.ordinal() < size
                ? new Shape.Runs(new Start.Founding(founders))
                : new Shape.Kept());
  }

  /** Whoever has a volume may go on with what is in it; nobody can say who is a member. */
  static Map<String, Shape> sealed(Situation situation) {
    return each(
        situation,
        slot ->
            switch (slot.volume()) {
              case Volume.Marked marked -> new Shape.Runs(new Start.Sealed());
              case Volume.Unmarked unmarked -> new Shape.Runs(new Start.Sealed());
              case Volume.Missing missing -> new Shape.Kept();
              case Volume.Leaving leaving -> new Shape.Kept();
            });
  }

  static Map<String, Shape> each(Situation situation, Function<Slot, Shape> shape) {
    var shapes = new LinkedHashMap<String, Shape>();
    situation.slots().forEach(slot -> shapes.put(slot.name(), shape.apply(slot)));
    return shapes;
  }

  private static Shape listed(Slot slot, Roster roster) {
    return roster
        .seat(slot)
        .map(seat -> seat.member().started() ? started(slot) : neverRan(seat, roster))
        .orElseGet(Shape.Goes::new);
  }

  private static Shape started(Slot slot) {
    return slot.volume() instanceof Volume.Missing
        ? new Shape.Kept()
        : new Shape.Runs(new Start.Sealed());
  }

  private static Shape neverRan(Seat seat, Roster roster) {
    return seat.slot().volume().equals(new Volume.Marked(seat.id()))
        ? new Shape.Runs(new Start.Joining(members(roster)))
        : new Shape.Kept();
  }

  /** Etcd compares the whole list with the cluster's before it joins. */
  private static SortedMap<String, String> members(Roster roster) {
    var members = new TreeMap<String, String>();
    roster.seats().forEach(seat -> members.put(seat.name(), seat.slot().peerUrl()));
    for (Member stranger : roster.strangers()) {
      stranger.peerUrls().forEach(url -> members.put(stranger.id().hex(), url));
    }
    return members;
  }
}
