package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is left on each usable node while pods are put there in thought. A pod is promised only a
 * node on which it fits: sums would promise a large pod the crumbs of many nodes.
 */
final class Room {
  private final TreeMap<String, Amount> left = new TreeMap<>();

  /** How many pods of one component of one cluster each node has. */
  private final Map<String, Map<String, Integer>> neighbours = new HashMap<>();

  /** What was put where, and can be taken back. */
  record Place(Slot slot, String node, Amount taken) {}

  /**
   * A pod that a cluster may have.
   *
   * @param group of pods that keep apart from each other
   * @param apart whether it rather waits than joins another of its group while a node has fewer
   * @param size what it may request
   * @param there the pod itself, when it is on a usable node already
   */
  record Slot(String group, boolean apart, Amount size, Optional<PoolPod> there) {}

  Room(List<PoolNode> nodes, List<PoolPod> pods) {
    nodes.stream().filter(PoolNode::usable).forEach(node -> left.put(node.name(), node.capacity()));
    for (PoolPod pod : pods) {
      left.computeIfPresent(pod.node(), (node, room) -> room.minus(pod.requests()));
    }
  }

  boolean has(String node) {
    return left.containsKey(node);
  }

  /** Puts as many as fit, the largest first; what comes back is what was put. */
  List<Place> put(List<Slot> slots) {
    List<Slot> largestFirst = new ArrayList<>(slots);
    largestFirst.sort(
        Comparator.comparing((Slot slot) -> slot.there().isEmpty())
            .thenComparing(Comparator.comparingLong((Slot slot) -> slot.size().memory()).reversed())
            .thenComparing(
                Comparator.comparingLong((Slot slot) -> slot.size().milliCpu()).reversed())
            .thenComparing(Slot::group));
    List<Place> places = new ArrayList<>();
    for (Slot slot : largestFirst) {
      put(slot).ifPresent(places::add);
    }
    return places;
  }

  /** All of them or none. */
  Optional<List<Place>> putAll(List<Slot> slots) {
    List<Place> places = put(slots);
    if (places.size() == slots.size()) {
      return Optional.of(places);
    }
    takeBack(places);
    return Optional.empty();
  }

  void takeBack(List<Place> places) {
    for (Place place : places) {
      left.merge(place.node(), place.taken(), Amount::plus);
      counts(place.slot()).merge(place.node(), -1, Integer::sum);
    }
  }

  /** What was taken back goes where it was. */
  void putBack(List<Place> places) {
    for (Place place : places) {
      left.merge(place.node(), place.taken(), Amount::minus);
      counts(place.slot()).merge(place.node(), 1, Integer::sum);
    }
  }

  /**
   * A pod that is there has its requests already; it stays when it may become as large as that
   * there, and needs another node otherwise.
   */
  private Optional<Place> put(Slot slot) {
    if (slot.there().isPresent()) {
      PoolPod pod = slot.there().get();
      Amount more = slot.size().minus(pod.requests()).orNothing();
      if (more.fitsInto(left.getOrDefault(pod.node(), Amount.NOTHING).orNothing())) {
        return Optional.of(taken(slot, pod.node(), more));
      }
    }
    Map<String, Integer> counts = counts(slot);
    int fewest =
        left.keySet().stream().mapToInt(node -> counts.getOrDefault(node, 0)).min().orElse(0);
    return left.entrySet().stream()
        .filter(node -> slot.size().fitsInto(node.getValue()))
        .map(Map.Entry::getKey)
        .filter(node -> !slot.apart() || counts.getOrDefault(node, 0) <= fewest)
        .min(
            Comparator.<String>comparingInt(node -> counts.getOrDefault(node, 0))
                .thenComparingLong(node -> left.getOrDefault(node, Amount.NOTHING).memory())
                .thenComparing(Comparator.naturalOrder()))
        .map(node -> taken(slot, node, slot.size()));
  }

  private Place taken(Slot slot, String node, Amount amount) {
    left.merge(node, amount, Amount::minus);
    counts(slot).merge(node, 1, Integer::sum);
    return new Place(slot, node, amount);
  }

  private Map<String, Integer> counts(Slot slot) {
    return neighbours.computeIfAbsent(slot.group(), any -> new HashMap<>());
  }

  /** The room of all nodes together. */
  Amount total() {
    return left.values().stream().map(Amount::orNothing).reduce(Amount.NOTHING, Amount::plus);
  }
}
