package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.NodePoolConditionTypes;
import dev.nestling.core.kubeadm.NestedFacts;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Owner;
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
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Nodes of one pool that are another pool's machines, in one reconcile. */
final class MachineShareSupply implements Supply {
  private final Supply machines;
  private final Standing standing;
  private final Share share;
  private final Owner owner;
  private final SharePoolStore store;

  MachineShareSupply(
      Supply machines, Standing standing, Share share, Owner owner, SharePoolStore store) {
    this.machines = machines;
    this.standing = standing;
    this.share = share;
    this.owner = owner;
    this.store = store;
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
    store.removeJoinSecret(share.pool(), owner);
  }

  @Override
  public Supplied supplied() {
    Supplied made = machines.supplied();
    return new Supplied(
        share.replicas(),
        standing.granted().map(PoolAnswer.Granted::machines).map(it -> it.size()),
        Stream.concat(
                Stream.of(
                    new Supplied.Hardware(
                        NodePoolConditionTypes.PLACED,
                        standing.problem(),
                        "Granted",
                        "there is a machine for every node")),
                made.findings().stream())
            .toList(),
        made.machines(),
        standing.granted().isEmpty(),
        made.problem());
  }
}
