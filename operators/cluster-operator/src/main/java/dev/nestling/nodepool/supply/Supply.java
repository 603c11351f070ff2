package dev.nestling.nodepool.supply;

import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What makes the nodes of one pool, in one reconcile. */
public interface Supply {

  /** Why nothing can be made of the hardware as yet. */
  Optional<Problem> obstacle();

  /** Why the nodes can't be in such a cluster. */
  Optional<Problem> skew(NestedFacts facts);

  /** What nodes read when they start, by the name of the file, beside what all machines need. */
  Map<String, String> files(NestedFacts facts);

  /** Makes nodes, and replaces and removes them as far as they are drained. */
  void keep(Joining joining, Inside inside, Instant now);

  /** What is to be done inside for that. */
  Changes changes();

  /** What is to be done inside when the pool goes, and all its nodes. */
  Changes farewell(Inside inside);

  /** For how long pods of a node that goes are asked to go. */
  Duration drainTimeout();

  /**
   * Lets all nodes go, and what makes them.
   *
   * @param inside what was found inside the cluster; none when that does not count
   * @return what is waited for
   */
  Optional<Problem> retire(Optional<Inside> inside, Instant now);

  /** Takes away what the nodes were made from. */
  void remove();

  /** What to tell. */
  Supplied supplied();
}
