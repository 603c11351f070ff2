package dev.nestling.nodepool.workers;

import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.NodeHealth;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was found of a pool's nodes inside its cluster.
 *
 * @param nodes by name; none when nobody said
 * @param strangers nodes of names that the pool's nodes are to have, and that are not the pool's
 * @param asked names that were looked for, whoever has them
 * @param drained of those that are to go: whose pods have gone, or were asked for long enough
 * @param trouble why something is not as it is wanted
 */
record NodesState(
    Optional<List<Worker>> nodes,
    List<Worker> strangers,
    Set<String> asked,
    Set<String> drained,
    Optional<Problem> trouble) {

  /**
   * The same for what makes the nodes. A Node that is not the pool's is no reason to replace the
   * machine of its name.
   */
  Inside inside() {
    return new Inside(
        nodes.map(
            workers ->
                Stream.concat(strangers.stream(), workers.stream())
                    .collect(
                        Collectors.toMap(
                            Worker::name,
                            worker -> new NodeHealth(worker.ready(), worker.since()),
                            (stranger, worker) -> worker,
                            TreeMap::new))),
        strangers.stream().map(Worker::name).collect(Collectors.toSet()),
        asked,
        drained,
        trouble);
  }
}
