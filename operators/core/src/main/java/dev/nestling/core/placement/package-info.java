/**
 * On which hardware a cluster's control plane runs: what it asks a node pool for, what the pool
 * granted, and where its pods then go. Values only; the pool's own side is in the cluster operator.
 */
@NullMarked
package dev.nestling.core.placement;

import org.jspecify.annotations.NullMarked;
