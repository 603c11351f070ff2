package dev.nestling.core.etcd.membership;

import java.util.Optional;
import java.util.stream.Stream;

/** Fills the places that are wanted and clears those that nobody has. */
final class Growth {
  static final String VOLUME_LEAVING = "EtcdVolumeLeaving";

  private Growth() {}

  static Optional<Step> next(Roster roster) {
    return vacant(roster)
        .flatMap(slot -> clear(slot).stream())
        .findFirst()
        .or(
            () ->
                vacant(roster)
                    .filter(slot -> wanted(slot, roster))
                    .findFirst()
                    .map(slot -> add(slot, roster)));
  }

  private static Stream<Slot> vacant(Roster roster) {
    return roster.situation().slots().stream().filter(slot -> roster.seat(slot).isEmpty());
  }

  private static boolean wanted(Slot slot, Roster roster) {
    return slot.ordinal() < roster.situation().desired();
  }

  /** A volume of a former member would make the next one start as the former. */
  private static Optional<Step> clear(Slot slot) {
    return switch (slot.volume()) {
      case Volume.Missing missing -> Optional.empty();
      case Volume.Leaving leaving ->
          Optional.of(
              Step.WaitFor.of(
                  VOLUME_LEAVING, "the volume of " + slot.name() + " is being deleted"));
      case Volume.Unmarked unmarked -> Optional.of(new Step.DiscardVolume(slot.name()));
      case Volume.Marked marked -> Optional.of(new Step.DiscardVolume(slot.name()));
    };
  }

  private static Step add(Slot slot, Roster roster) {
    return roster.canGrow()
        ? new Step.AddLearner(slot.name(), slot.peerUrl())
        : Step.WaitFor.of(
            Problems.QUORUM_AT_RISK,
            slot.name() + " is added when enough other members are healthy");
  }
}
