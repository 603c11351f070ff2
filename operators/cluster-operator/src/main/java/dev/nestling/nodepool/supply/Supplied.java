package dev.nestling.nodepool.supply;

import dev.nestling.api.v1alpha1.NodePoolStatus.PoolMachine;
import dev.nestling.core.plan.Problem;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/**
 * What a pool that makes its nodes tells beside what all tell.
 *
 * @param asked how many nodes the spec asks for
 * @param replicas how many there are to be by now; none where that is no number of its own
 * @param findings conditions of this kind of hardware, those first on which the others depend
 * @param machines a line for each; none where there are none
 * @param idle whether nothing can change of which nobody tells
 * @param problem why nodes don't come or go
 */
public record Supplied(
    int asked,
    Optional<Integer> replicas,
    List<Hardware> findings,
    Optional<List<PoolMachine>> machines,
    boolean idle,
    Optional<Problem> problem) {

  public Supplied {
    findings = List.copyOf(findings);
  }

  /** Why the hardware is not there, or not fit. */
  public Optional<Problem> trouble() {
    return findings.stream().map(Hardware::problem).flatMap(Optional::stream).findFirst();
  }

  /**
   * Whether the hardware is there and fit.
   *
   * @param type of the {@link Condition}
   * @param problem why it is not, or not all
   * @param reason when it is
   * @param message when it is
   */
  public record Hardware(String type, Optional<Problem> problem, String reason, String message) {}
}
