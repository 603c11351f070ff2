/**
 * Machines that a pool shares with others: which of them goes to whom is decided by the pool that
 * has them ({@code SharedMachines}), and the pools that get them make nodes of them ({@code
 * MachineShares}). docs/architecture.md, section 3.13.
 */
@NullMarked
package dev.nestling.nodepool.machines.sharing;

import org.jspecify.annotations.NullMarked;
