package dev.nestling.nodepool.workers;

import dev.nestling.api.v1alpha1.NodePool;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.machines.MachineSupplies;
import dev.nestling.nodepool.machines.MachinesScope;
import dev.nestling.nodepool.machines.sharing.MachineShares;
import dev.nestling.nodepool.purpose.Share;
import dev.nestling.nodepool.supply.Supply;
import dev.nestling.nodepool.workerpods.WorkerPods;
import dev.nestling.runtime.access.Access;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Optional;

/**
 * What makes nodes for pools.
 *
 * @param access where the operator may work
 * @param pods of pods on another pool's hardware
 * @param machines of hosts over SSH
 * @param shares of hosts over SSH that another pool has
 */
public record Supplies(
    Access access, WorkerPods pods, MachineSupplies machines, MachineShares shares) {

  /** Empty of a pool whose machines join by themselves. */
  Optional<Supply> of(NodePool pool, WorkersScope scope, Context<?> context) {
    return scope
        .share()
        .map(share -> share(pool, share, context))
        .or(() -> MachinesScope.of(pool).map(asked -> machines.supply(asked, context)));
  }

  /** Whoever goes has to clean up beside hardware whose own pool may be gone. */
  private boolean mayWorkIn(String namespace, NodePool pool) {
    return pool.getMetadata().getDeletionTimestamp() == null
        ? access.has(namespace)
        : access.ask(namespace).isEmpty();
  }

  private Supply share(NodePool pool, Share share, Context<?> context) {
    if (!mayWorkIn(share.hardware().namespace(), pool)) {
      return AbsentSupply.of(share, pool);
    }
    Owner owner = Owner.of(pool);
    return shares
        .supply(pool, share, owner, context)
        .orElseGet(() -> pods.supply(share, owner, context));
  }
}
