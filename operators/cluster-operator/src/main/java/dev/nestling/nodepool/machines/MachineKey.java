package dev.nestling.nodepool.machines;

import dev.nestling.core.placement.PoolReference;

/** A machine of a pool. */
record MachineKey(PoolReference pool, String machine) {
  @Override
  public String toString() {
    return pool + "/" + machine;
  }
}
