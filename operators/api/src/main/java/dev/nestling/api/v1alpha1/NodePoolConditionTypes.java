package dev.nestling.api.v1alpha1;

/** The condition types of a NodePool, beside {@link ConditionTypes#READY}. */
public final class NodePoolConditionTypes {
  /**
   * Nodes: some are ready, and accept pods. SelfJoin: machines can join. FromPool and Machines: all
   * nodes are ready; machines that are shared can be asked for.
   */
  public static final String READY = ConditionTypes.READY;

  /** All nodes that the selector meets belong to this pool. */
  public static final String NODES_CLAIMED = "NodesClaimed";

  /** The nodes have room for everything that was promised. */
  public static final String SUFFICIENT = "Sufficient";

  /** All nodes that joined are ready; of workers. */
  public static final String NODES_READY = "NodesReady";

  /** Another pool's hardware has room, or machines, for the nodes; of type FromPool. */
  public static final String PLACED = ConditionTypes.PLACED;

  /** All machines have what a node needs, and run it; of type Machines and of shares of it. */
  public static final String MACHINES_INSTALLED = "MachinesInstalled";

  private NodePoolConditionTypes() {}
}
