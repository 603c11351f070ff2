package dev.nestling.nodepool.machines;

import dev.nestling.core.logging.LogSubject;
import dev.nestling.core.placement.PoolReference;

/** A machine of a pool. */
record MachineKey(PoolReference pool, String machine) implements LogSubject.Named {
  @Override
  public String namespace() {
    return pool.namespace();
  }

  @Override
  public String name() {
    return pool.name();
  }

  @Override
  public String toString() {
    return pool + "/" + machine;
  }
}
