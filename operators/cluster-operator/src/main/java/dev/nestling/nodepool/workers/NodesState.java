package dev.nestling.nodepool.workers;

import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was found of a pool's nodes inside its cluster.
 *
 * @param nodes by name; none when nobody said
 * @param strangers nodes of names that the pool's nodes are to have, and that are not the pool's
 * @param drained of those that are to go: whose pods have gone, or were asked for long enough
 * @param trouble why something is not as it is wanted
 */
record NodesState(
    Optional<List<Worker>> nodes,
    List<Worker> strangers,
    Set<String> drained,
    Optional<Problem> trouble) {}
