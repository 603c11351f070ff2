/** The operator of FullClusters: docs/architecture.md, section 2. */
@NullMarked
package dev.nestling.fullcluster;

import org.jspecify.annotations.NullMarked;
