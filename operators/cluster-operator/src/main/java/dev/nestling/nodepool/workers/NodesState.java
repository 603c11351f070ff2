package dev.nestling.nodepool.workers;

import dev.nestling.core.plan.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What was found of a pool's nodes inside its cluster.
 *
 * @param nodes by name; none when nobody said
 * @param trouble why something is not as it is wanted
 */
record NodesState(Optional<List<Worker>> nodes, Optional<Problem> trouble) {}
