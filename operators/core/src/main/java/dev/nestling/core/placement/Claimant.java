package dev.nestling.core.placement;

/**
 * Who asks a node pool for room.
 *
 * @param kind a cluster's, or {@value #POOL} of one that gets worker nodes
 * @param uid what it is known by; the name may have belonged to another
 */
public record Claimant(String kind, String namespace, String name, String uid) {

  /** The kind of pools of worker nodes. */
  public static final String POOL = "NodePool";

  public boolean isPool() {
    return POOL.equals(kind);
  }

  /** For people. */
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
