package dev.nestling.nodepool.machines.sharing;

import dev.nestling.api.v1alpha1.NodePool;
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
import java.util.stream.Stream;

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
   * Of one pool, for one reconcile. Whoever has a record has machines, whatever pool is there now;
   * it leads nowhere without the pool that has them, which only who may offer hardware can make.
   *
   * @param pool that has the share
   * @return empty when the hardware is no machines, and none of them has anything of the pool's
   */
  public Optional<Supply> supply(NodePool pool, Share share, Owner owner, Context<?> context) {
    SharePoolStore store = new SharePoolStore(context.getClient(), share.hardware());
    Set<String> recorded =
        machines.enrolled(share.pool(), owner, share.hardware().namespace(), context);
    Optional<NodePool> hardware = store.pool().filter(MachineShares::areShared);
    if (hardware.isEmpty()) {
      return recorded.isEmpty()
          ? Optional.empty()
          : Optional.of(stranded(pool, share, recorded, store, context));
    }
    Standing standing = standing(pool, share, owner, hardware.get());
    MachinesScope scope =
        MachinesScope.of(pool, share, hardware.get(), granted(standing, share, hardware.get()));
    return Optional.of(
        new MachineShareSupply(
            machines.supply(scope, context),
            standing,
            new MachineShareSupply.Holding(share, recorded),
            () -> store.removeJoinSecret(share.pool(), owner)));
  }

  private Supply stranded(
      NodePool pool, Share share, Set<String> recorded, SharePoolStore store, Context<?> context) {
    Owner owner = Owner.of(pool);
    return new StrandedSupply(
        share,
        Standing.of(share, Optional.empty(), any -> Optional.empty()),
        () -> {
          boolean abandoned = MachinesScope.areAbandoned(pool, recorded);
          if (abandoned) {
            machines.forget(share.pool(), owner, share.hardware().namespace(), context);
          }
          return abandoned;
        },
        () -> store.removeJoinSecret(share.pool(), owner));
  }

  /** Machines that have no cluster of their own. */
  private static boolean areShared(NodePool pool) {
    return pool.getSpec().source().machines() != null && pool.getSpec().workers() == null;
  }

  /** Who has no answer learns nothing, and so not what the hardware is. */
  private Standing standing(NodePool pool, Share share, Owner owner, NodePool hardware) {
    return Standing.of(
        share,
        ledgers.find(share.hardware()).flatMap(ledger -> ledger.answer(owner.uid())),
        granted -> misfit(pool, share).or(() -> shortage(share, hardware, granted)));
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

  private static Optional<Problem> shortage(
      Share share, NodePool hardware, PoolAnswer.Granted granted) {
    long machines = there(hardware, granted).count();
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
  private static List<String> granted(Standing standing, Share share, NodePool hardware) {
    return standing.granted().stream()
        .flatMap(granted -> there(hardware, granted))
        .limit(share.replicas())
        .toList();
  }

  /** Those that were granted, and that are not to be given back. */
  private static Stream<String> there(NodePool hardware, PoolAnswer.Granted granted) {
    List<String> hosts = SharedMachines.hosts(hardware);
    return granted.machines().stream().filter(hosts::contains);
  }
}
