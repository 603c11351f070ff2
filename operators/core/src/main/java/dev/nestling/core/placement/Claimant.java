package dev.nestling.core.placement;

/**
 * Who asks a node pool for room.
 *
 * @param kind such as {@code LightCluster}
 * @param uid what it is known by; the name may have belonged to another
 */
public record Claimant(String kind, String namespace, String name, String uid) {

  /** For people. */
  @Override
  public String toString() {
    return kind + " " + namespace + "/" + name;
  }
}
