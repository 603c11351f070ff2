package dev.nestling.nodepool;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Demand;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Room on nodes while pods are put there in thought. A pod is promised only a node on which it
 * fits: sums would promise a large pod the crumbs of many nodes.
 */
final class Packing {
  private final Map<String, Amount> room;

  /** How many pods of one component of one cluster each node has. */
  private final Map<String, Map<String, Integer>> neighbours;

  /**
   * @param room what is left on each node
   */
  Packing(Map<String, Amount> room) {
    this(new TreeMap<>(room), new HashMap<>());
  }

  private Packing(Map<String, Amount> room, Map<String, Map<String, Integer>> neighbours) {
    this.room = room;
    this.neighbours = neighbours;
  }

  private Packing copy() {
    Map<String, Map<String, Integer>> others = new HashMap<>();
    neighbours.forEach((group, counts) -> others.put(group, new HashMap<>(counts)));
    return new Packing(new TreeMap<>(room), others);
  }

  /** Pods of a group that are on a node already. */
  void count(String group, String node) {
    if (room.containsKey(node)) {
      neighbours.computeIfAbsent(group, any -> new HashMap<>()).merge(node, 1, Integer::sum);
    }
  }

  /**
   * Pods of one component.
   *
   * @param group which pods keep apart from each other
   * @param number how many more
   */
  record Wanted(String group, int number, Demand.Component component) {}

  /** Puts all of them somewhere; empty, and nothing is changed, when they don't all fit. */
  Optional<Packing> with(List<Wanted> wanted) {
    Packing tried = copy();
    List<Wanted> largestFirst = new ArrayList<>(wanted);
    largestFirst.sort(
        Comparator.<Wanted>comparingLong(one -> one.component().pod().memory())
            .thenComparingLong(one -> one.component().pod().milliCpu())
            .reversed()
            .thenComparing(Wanted::group));
    for (Wanted one : largestFirst) {
      for (int count = 0; count < one.number(); count++) {
        if (!tried.put(one)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(tried);
  }

  private boolean put(Wanted wanted) {
    Map<String, Integer> counts =
        neighbours.computeIfAbsent(wanted.group(), any -> new HashMap<>());
    int fewest =
        room.keySet().stream().mapToInt(node -> counts.getOrDefault(node, 0)).min().orElse(0);
    Optional<String> chosen =
        room.entrySet().stream()
            .filter(node -> wanted.component().pod().fitsInto(node.getValue()))
            .map(Map.Entry::getKey)
            .filter(node -> !wanted.component().apart() || counts.getOrDefault(node, 0) <= fewest)
            .min(
                Comparator.<String>comparingInt(node -> counts.getOrDefault(node, 0))
                    .thenComparingLong(node -> room.getOrDefault(node, Amount.NOTHING).memory())
                    .thenComparing(Comparator.naturalOrder()));
    chosen.ifPresent(
        node -> {
          room.merge(node, wanted.component().pod(), Amount::minus);
          counts.merge(node, 1, Integer::sum);
        });
    return chosen.isPresent();
  }

  /** The room of all nodes together. */
  Amount left() {
    return room.values().stream().map(Amount::orNothing).reduce(Amount.NOTHING, Amount::plus);
  }
}
