package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.supply.Changes;
import dev.nestling.nodepool.supply.Inside;
import dev.nestling.nodepool.supply.Joining;
import dev.nestling.nodepool.supply.Supplied;
import dev.nestling.nodepool.supply.Supply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Nodes of one pool that are another pool's machines, in one reconcile. */
final class MachineShareSupply implements Supply {
  private final Supply machines;
  private final Standing standing;
  private final Holding holding;
  private final Runnable remove;

  /**
   * What a share asks for, and has.
   *
   * @param recorded machines on which something was done for it
   */
  record Holding(Share share, Set<String> recorded) {}

  /**
   * @param remove takes away with what the machines joined
   */
  MachineShareSupply(Supply machines, Standing standing, Holding holding, Runnable remove) {
    this.machines = machines;
    this.standing = standing;
    this.holding = holding;
    this.remove = remove;
  }

  /** Nobody who was silenced loses what he has. */
  @Override
  public Optional<Problem> obstacle() {
    return standing.granted().isEmpty() ? standing.problem() : machines.obstacle();
  }

  @Override
  public Optional<Problem> skew(NestedFacts facts) {
    return machines.skew(facts);
  }

  @Override
  public Map<String, String> files(NestedFacts facts) {
    return machines.files(facts);
  }

  @Override
  public void keep(Joining joining, Inside inside, Instant now) {
    machines.keep(joining, inside, now);
  }

  @Override
  public Changes changes() {
    return machines.changes();
  }

  @Override
  public Changes farewell(Inside inside) {
    return machines.farewell(inside);
  }

  @Override
  public Duration drainTimeout() {
    return machines.drainTimeout();
  }

  @Override
  public Optional<Problem> retire(Optional<Inside> inside, Instant now) {
    return machines.retire(inside, now);
  }

  @Override
  public void remove() {
    machines.remove();
    remove.run();
  }

  @Override
  public Supplied supplied() {
    Supplied made = machines.supplied();
    Supplied.Hardware placed =
        new Supplied.Hardware(
            NodePoolConditionTypes.PLACED,
            standing.problem(),
            "Granted",
            "there is a machine for every node");
    boolean nothing = standing.granted().isEmpty() && holding.recorded().isEmpty();
    return new Supplied(
        holding.share().replicas(),
        standing.granted().map(granted -> Math.min(made.asked(), granted.machines().size())),
        nothing
            ? List.of(placed)
            : Stream.concat(Stream.of(placed), made.findings().stream()).toList(),
        made.machines(),
        standing.granted().isEmpty(),
        made.problem());
  }
}
