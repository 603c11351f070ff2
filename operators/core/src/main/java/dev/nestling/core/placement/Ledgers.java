package dev.nestling.core.placement;

import java.util.Optional;

/** Where the answers of node pools are read. */
@FunctionalInterface
public interface Ledgers {
  /** No pool has ever answered anybody. */
  Ledgers NONE = pool -> Optional.empty();

  /** What this pool has answered so far, if it is there. */
  Optional<Ledger> find(PoolReference pool);
}
