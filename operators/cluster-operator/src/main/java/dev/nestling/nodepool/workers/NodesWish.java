package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.nodepool.workers.WorkersScope.Marking;

/**
 * What the nodes of a pool have.
 *
 * @param target the cluster's API
 */
record NodesWish(NestedTarget target, Marking marking) implements ClusterRound.Wish {}
