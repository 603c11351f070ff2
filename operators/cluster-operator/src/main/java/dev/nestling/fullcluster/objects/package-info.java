/** One file per object of a FullCluster; pure functions from values to objects. */
@NullMarked
package dev.nestling.fullcluster.objects;

import org.jspecify.annotations.NullMarked;
