package dev.nestling.core.placement;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a cluster's pods request at their most: with those that a rolling change adds.
 *
 * @param components by name, such as {@code server} or {@code etcd}
 */
public record Demand(SortedMap<String, Component> components) {

  /**
   * Pods of one kind.
   *
   * @param replicas how many are wanted
   * @param surge how many more there are while they are replaced
   * @param apart whether one rather waits than joins another on a node while a third node has none
   * @param pod what each of them requests; its pods are 1
   */
  public record Component(int replicas, int surge, boolean apart, Amount pod) {
    public int most() {
      return replicas + surge;
    }
  }

  public Demand {
    components = new TreeMap<>(components);
  }

  public static Demand of(Map<String, Component> components) {
    return new Demand(new TreeMap<>(components));
  }

  public Amount total() {
    return components.values().stream()
        .map(component -> component.pod().times(component.most()))
        .reduce(Amount.NOTHING, Amount::plus);
  }

  /** Whether whoever was granted this may have that. */
  public boolean covers(Demand other) {
    return other.components().entrySet().stream()
        .allMatch(
            wanted ->
                component(wanted.getKey())
                    .filter(
                        granted ->
                            wanted.getValue().most() <= granted.most()
                                && wanted.getValue().pod().fitsInto(granted.pod()))
                    .isPresent());
  }

  /** The smaller one of each: how many, and how large. */
  public Demand leastWith(Demand other) {
    SortedMap<String, Component> least = new TreeMap<>();
    components.forEach(
        (name, one) ->
            other
                .component(name)
                .ifPresent(
                    another ->
                        least.put(
                            name,
                            new Component(
                                Math.min(one.replicas(), another.replicas()),
                                Math.min(one.surge(), another.surge()),
                                one.apart(),
                                one.pod().least(another.pod())))));
    return new Demand(least);
  }

  public Optional<Component> component(String name) {
    return Optional.ofNullable(components.get(name));
  }
}
