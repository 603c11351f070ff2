package dev.nestling.core.placement;

import java.util.Map;

/** What a pool of worker nodes asks another pool for: so many pods of one size. */
public final class WorkersDemand {
  /** The component's name, which the pods bear as a label, too. */
  public static final String WORKER = "worker";

  private WorkersDemand() {}

  /**
   * @param size of each node; its pods are 1
   */
  public static Demand of(int nodes, Amount size) {
    return Demand.of(Map.of(WORKER, new Demand.Component(nodes, 0, false, size)));
  }

  /** How many nodes are in a demand. */
  public static int nodes(Demand demand) {
    return demand.component(WORKER).map(Demand.Component::most).orElse(0);
  }
}
