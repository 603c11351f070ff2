package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.Machines;
import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.api.v1alpha1.NodePoolSource;
import dev.nestling.api.v1alpha1.NodePoolWorkers;
import dev.nestling.core.placement.Ledgers;
import dev.nestling.core.placement.PoolAnswer;
import dev.nestling.core.plan.Owner;
import dev.nestling.core.plan.Problem;
import dev.nestling.nodepool.machines.MachineSupplies;
import dev.nestling.nodepool.machines.MachinesScope;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.purpose.Standing;
import dev.nestling.nodepool.supply.Supply;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes nodes of machines that another pool shares. */
public final class MachineShares {
  private final MachineSupplies machines;
  private final Ledgers ledgers;

  /**
   * @param machines keeps them
   * @param ledgers where pools with hardware answer
   */
  public MachineShares(MachineSupplies machines, Ledgers ledgers) {
    this.machines = machines;
    this.ledgers = ledgers;
  }

  /**
   * Of one pool, for one reconcile.
   *
   * @param pool that has the share
   * @return empty when the hardware is no machines, and none of them has anything of the pool's yet
   */
  public Optional<Supply> supply(NodePool pool, Share share, Owner owner, Context<?> context) {
    SharePoolStore store = new SharePoolStore(context.getClient(), share.hardware());
    Optional<NodePool> found = store.pool();
    Optional<NodePool> hardware = found.filter(MachineShares::areShared);
    if (hardware.isEmpty()
        && (isOfType(found, NodePoolSource.Type.Nodes) || !hasMachines(share, owner, context))) {
      return Optional.empty();
    }
    Standing standing = standing(pool, share, owner, hardware);
    MachinesScope scope =
        MachinesScope.of(pool, share, hardware, granted(standing, share, hardware));
    return Optional.of(
        new MachineShareSupply(machines.supply(scope, context), standing, share, owner, store));
  }

  private boolean hasMachines(Share share, Owner owner, Context<?> context) {
    return !machines.enrolled(share.pool(), owner, share.hardware().namespace(), context).isEmpty();
  }

  private static boolean isOfType(Optional<NodePool> pool, NodePoolSource.Type type) {
    return pool.filter(it -> it.getSpec().source().type() == type).isPresent();
  }

  /** Machines that have no cluster of their own. */
  private static boolean areShared(NodePool pool) {
    return pool.getSpec().source().machines() != null && pool.getSpec().workers() == null;
  }

  private Standing standing(NodePool pool, Share share, Owner owner, Optional<NodePool> hardware) {
    Optional<Problem> misfit = hardware.flatMap(any -> misfit(pool, share));
    return misfit.isPresent()
        ? Standing.refused(misfit.get())
        : Standing.of(
            share,
            hardware
                .flatMap(any -> ledgers.find(share.hardware()))
                .flatMap(ledger -> ledger.answer(owner.uid())),
            granted -> shortage(share, granted));
  }

  private static Optional<Problem> misfit(NodePool pool, Share share) {
    NodePoolWorkers workers = pool.getSpec().workers();
    return workers != null
            && (workers.size() != null || workers.storage() != null || workers.repair() != null)
        ? Optional.of(
            new Problem(
                "MachinesAreWhole",
                ("spec.workers: NodePool %s has machines, which are given away as they are: leave out"
                        + " size, storage and repair")
                    .formatted(share.hardware())))
        : Optional.empty();
  }

  private static Optional<Problem> shortage(Share share, PoolAnswer.Granted granted) {
    int machines = granted.machines().size();
    return machines >= share.replicas()
        ? Optional.empty()
        : Optional.of(
            new Problem(
                "GrantTooSmall",
                ("NodePool %s has %d machines for this pool by now, and spec.workers.replicas asks for"
                        + " %d; the others come when there are more")
                    .formatted(share.hardware(), machines, share.replicas())));
  }

  /** The pool with the machines reckons the same way. */
  private static List<String> granted(Standing standing, Share share, Optional<NodePool> hardware) {
    Set<String> there =
        hardware.map(it -> it.getSpec().source().machines()).stream()
            .flatMap(it -> it.hosts().stream())
            .map(Machines.Host::name)
            .collect(Collectors.toSet());
    return standing.granted().map(PoolAnswer.Granted::machines).orElse(List.of()).stream()
        .filter(there::contains)
        .limit(share.replicas())
        .toList();
  }
}
