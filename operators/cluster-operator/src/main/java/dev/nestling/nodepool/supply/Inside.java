package dev.nestling.nodepool.supply;

import dev.nestling.core.plan.Problem;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known inside the cluster.
 *
 * @param nodes of the pool, and of names that it is to have, by name; none while it does not answer
 * @param strangers those of them that are not the pool's
 * @param asked names that were looked for, whoever has them
 * @param drained nodes whose pods have gone, or were asked for long enough
 * @param trouble why something inside is not as it is wanted
 */
public record Inside(
    Optional<Map<String, NodeHealth>> nodes,
    Set<String> strangers,
    Set<String> asked,
    Set<String> drained,
    Optional<Problem> trouble) {

  /** While nobody has answered. */
  public static final Inside UNKNOWN =
      new Inside(Optional.empty(), Set.of(), Set.of(), Set.of(), Optional.empty());

  public Inside {
    strangers = Set.copyOf(strangers);
    asked = Set.copyOf(asked);
    drained = Set.copyOf(drained);
  }
}
