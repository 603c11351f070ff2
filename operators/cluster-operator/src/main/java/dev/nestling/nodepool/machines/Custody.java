package dev.nestling.nodepool.machines;

import dev.nestling.core.placement.PoolReference;
import dev.nestling.core.plan.Labels;
import dev.nestling.core.plan.Owner;
import dev.nestling.nodepool.purpose.WorkerNames;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;

/**
 * Where the keys of a pool's machines are, and the record of what was done on them: with whoever
 * owns the machines, so that nobody else says where the operator logs in.
 *
 * @param pool whose nodes the machines are
 * @param owner the same pool
 * @param namespace of keys and record
 * @param shared whether the machines are another pool's
 */
record Custody(PoolReference pool, Owner owner, String namespace, boolean shared) {
  private static final String SUFFIX = "-machines";

  static Custody own(PoolReference pool, Owner owner) {
    return new Custody(pool, owner, pool.namespace(), false);
  }

  /** The name of the Secret with the record. */
  String secret() {
    return shared ? new WorkerNames(pool).record() : pool.name() + SUFFIX;
  }

  ObjectMeta metadata() {
    if (shared) {
      return new WorkerNames(pool).metadata(secret(), namespace, owner);
    }
    return new ObjectMetaBuilder()
        .withName(secret())
        .withNamespace(namespace)
        .addToLabels(Labels.MANAGED_BY, Labels.NESTLING)
        .withOwnerReferences(owner.toOwnerReference())
        .build();
  }
}
