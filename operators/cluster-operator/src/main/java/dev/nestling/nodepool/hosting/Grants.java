package dev.nestling.nodepool.hosting;

import dev.nestling.core.placement.Amount;
import dev.nestling.core.placement.Ledger;

/**
 * A decision on all claims of a pool.
 *
 * @param ledger to be written
 * @param allocatable what usable nodes have for this pool
 * @param promised to everybody together
 * @param free what is left of it
 * @param sufficient whether everything that was promised has room on the nodes as they are
 * @param returning whether room is given back as soon as worker nodes have gone
 */
record Grants(
    Ledger ledger,
    Amount allocatable,
    Amount promised,
    Amount free,
    boolean sufficient,
    boolean returning) {}
