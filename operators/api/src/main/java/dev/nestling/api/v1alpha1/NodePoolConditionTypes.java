package dev.nestling.api.v1alpha1;

/** The condition types of a NodePool, beside {@link ConditionTypes#READY}. */
public final class NodePoolConditionTypes {
  /** The pool has nodes that are ready, and accepts clusters. */
  public static final String READY = ConditionTypes.READY;

  /** All nodes that the selector meets belong to this pool. */
  public static final String NODES_CLAIMED = "NodesClaimed";

  /** The nodes have room for everything that was promised. */
  public static final String SUFFICIENT = "Sufficient";

  private NodePoolConditionTypes() {}
}
