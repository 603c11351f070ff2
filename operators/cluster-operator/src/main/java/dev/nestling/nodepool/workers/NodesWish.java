package dev.nestling.nodepool.workers;

import dev.nestling.core.nested.NestedTarget;
import dev.nestling.nodepool.workers.WorkersScope.Marking;
import java.time.Duration;
import java.util.Set;

/**
 * What the nodes of a pool have.
 *
 * @param target the cluster's API
 * @param departing names of nodes that take no new pods and whose pods are asked to go
 * @param returning those of them that come back: their pods are asked, and never made to go
 * @param removed names of nodes that nobody is any more
 * @param drainTimeout for how long pods are asked
 * @param expected names of nodes that there are to be
 * @param adopted those of them that are the pool's although nothing inside says so
 */
record NodesWish(
    NestedTarget target,
    Marking marking,
    Set<String> departing,
    Set<String> returning,
    Set<String> removed,
    Duration drainTimeout,
    Set<String> expected,
    Set<String> adopted)
    implements ClusterRound.Wish {

  /** Of machines that come and go by themselves. */
  static NodesWish marking(NestedTarget target, Marking marking) {
    return new NodesWish(
        target, marking, Set.of(), Set.of(), Set.of(), Duration.ZERO, Set.of(), Set.of());
  }
}
