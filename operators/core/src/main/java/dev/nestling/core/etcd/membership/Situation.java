package dev.nestling.core.etcd.membership;

import dev.nestling.core.etcd.Survey;
import java.util.Comparator;
import java.util.List;

/**
 * Everything that a decision depends on.
 *
 * @param desired how many members are wanted
 * @param founding what is recorded of the cluster's birth
 * @param slots a place for every ordinal up to the largest size
 * @param survey what etcd says; taken after the objects were read
 */
public record Situation(int desired, Founding founding, List<Slot> slots, Survey survey) {
  /** The sizes that are worth running: an even number tolerates no more than one less. */
  public static final List<Integer> SIZES = List.of(1, 3, 5);

  public Situation {
    slots = slots.stream().sorted(Comparator.comparingInt(Slot::ordinal)).toList();
    if (!SIZES.contains(desired) || slots.size() < desired) {
      throw new IllegalArgumentException(
          "a cluster has 1, 3 or 5 members, each with a slot: " + desired + " of " + slots.size());
    }
  }
}
