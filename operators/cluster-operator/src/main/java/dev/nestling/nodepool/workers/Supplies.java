package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.nodepool.machines.MachineSupplies;
import dev.nestling.nodepool.machines.MachinesScope;
import dev.nestling.nodepool.machines.sharing.MachineShares;
import dev.nestling.nodepool.supply.Supply;
import dev.nestling.nodepool.workerpods.WorkerPods;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;

/**
 * What makes nodes for pools.
 *
 * @param pods of pods on another pool's hardware
 * @param machines of hosts over SSH
 * @param shares of hosts over SSH that another pool has
 */
public record Supplies(WorkerPods pods, MachineSupplies machines, MachineShares shares) {

  /** Empty of a pool whose machines join by themselves. */
  Optional<Supply> of(NodePool pool, WorkersScope scope, Context<?> context) {
    return scope
        .share()
        .map(
            share ->
                shares
                    .supply(pool, share, scope.owner(), context)
                    .orElseGet(() -> pods.supply(share, scope.owner(), context)))
        .or(() -> MachinesScope.of(pool).map(asked -> machines.supply(asked, context)));
  }
}
