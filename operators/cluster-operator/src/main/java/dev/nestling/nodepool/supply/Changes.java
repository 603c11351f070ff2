package dev.nestling.nodepool.supply;

import java.util.Set;

/**
 * What is to be done inside the cluster.
 *
 * @param departing nodes that take no new pods and are asked to let theirs go
 * @param returning those of them that come back, made anew
 * @param removed nodes that nobody is any more
 * @param expected names of nodes that are, or are to be, the pool's
 * @param adopted those of them that are the pool's although nothing inside says so
 */
public record Changes(
    Set<String> departing,
    Set<String> returning,
    Set<String> removed,
    Set<String> expected,
    Set<String> adopted) {
  /** Nobody comes and nobody goes. */
  public static final Changes NONE = new Changes(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  public Changes {
    departing = Set.copyOf(departing);
    returning = Set.copyOf(returning);
    removed = Set.copyOf(removed);
    expected = Set.copyOf(expected);
    adopted = Set.copyOf(adopted);
  }
}
