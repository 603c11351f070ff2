/** FullClusters on a real API server. */
@NullMarked
package dev.nestling.test.api.fullcluster;

import org.jspecify.annotations.NullMarked;
