/**
 * Worker nodes as pods on the hardware of another pool: what runs for them in that pool's
 * namespace, and which of them come, go and are replaced. docs/architecture.md, section 3.12.
 */
@NullMarked
package dev.nestling.nodepool.workerpods;

import org.jspecify.annotations.NullMarked;
