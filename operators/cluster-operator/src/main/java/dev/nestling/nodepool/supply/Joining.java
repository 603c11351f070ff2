package dev.nestling.nodepool.supply;

import dev.nestling.core.kubeadm.NestedFacts;
import java.util.Optional;

/**
 * What nodes join with.
 *
 * @param facts of the cluster
 * @param token that the cluster takes by now; none until it does
 */
public record Joining(NestedFacts facts, Optional<String> token) {
  /** Without the token, so that no log ever shows it. */
  @Override
  public String toString() {
    return "Joining[" + facts.clusterName() + "]";
  }
}
