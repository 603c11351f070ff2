/**
 * Pools for control planes: which nodes of the management cluster belong to a pool, and whose
 * control planes were granted room there. docs/architecture.md, section 3.10.
 */
@NullMarked
package dev.nestling.nodepool.hosting;

import org.jspecify.annotations.NullMarked;
