package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Ledger;
import dev.nestling.nodepool.claims.Claim;
import dev.nestling.nodepool.claims.Offer;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one decision on a pool is made from.
 *
 * @param ledger what was granted so far
 * @param nodes that belong to the pool
 * @param pods on these nodes, whoever's
 * @param claims of clusters that name this pool, the oldest first
 * @param leaving by UID: clusters in the ledger that exist and name another pool by now, or none
 * @param labelled namespaces that the selectors of allowed ones meet
 * @param closing whether the pool is on its way out: nobody gets anything new
 */
record PoolWorld(
    Ledger ledger,
    List<PoolNode> nodes,
    List<PoolPod> pods,
    List<Claim> claims,
    Map<String, Leaving> leaving,
    Labelled labelled,
    boolean closing) {

  /**
   * Namespaces that are let in by their labels.
   *
   * @param names by what is offered to them
   */
  record Labelled(Map<Offer, Set<String>> names) {
    static final Labelled NONE = new Labelled(Map.of());

    boolean meets(Offer offer, String namespace) {
      return names.getOrDefault(offer, Set.of()).contains(namespace);
    }
  }

  /**
   * A cluster that goes elsewhere.
   *
   * @param placedElsewhere whether it may run elsewhere by now
   */
  record Leaving(boolean placedElsewhere) {}
}
