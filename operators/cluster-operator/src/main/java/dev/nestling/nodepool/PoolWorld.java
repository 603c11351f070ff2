package dev.nestling.nodepool;

import dev.nestling.core.placement.Ledger;
import java.util.List;
import java.util.Set;

/**
 * Everything that one decision on a pool is made from.
 *
 * @param ledger what was granted so far
 * @param nodes that belong to the pool
 * @param pods on these nodes, whoever's
 * @param claims of clusters that name this pool, the oldest first
 * @param leaving UIDs in the ledger of clusters that name another pool by now
 * @param labelled namespaces that the selector of allowed ones meets
 */
record PoolWorld(
    Ledger ledger,
    List<PoolNode> nodes,
    List<PoolPod> pods,
    List<Claim> claims,
    Set<String> leaving,
    Set<String> labelled) {}
